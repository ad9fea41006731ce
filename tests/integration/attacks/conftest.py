"""Attackers, and what they find."""

import asyncio
import re

import pytest

from app.auth import passwords
from app.commands.accounts.registration import Registration
from app.domain.accounts.roles import Role
from tests.integration.web.conftest import page, site
from tests.waiting import PATIENCE_SECONDS

__all__ = ["page", "site"]

EMAIL = "aruzhan@almaty.gov.kz"
STRANGERS, OWNERS = "a stranger's word", "қалаға сөз"


def form(**changes):
    """A registration that is in order."""
    given = {"name": "Aruzhan Serik", "email": EMAIL, "password": OWNERS, "role": Role.CITIZEN}
    return Registration(**{**given, **changes})


def officers_form(**changes):
    """What an officer sends."""
    return form(**{"role": Role.AKIMAT, "city_id": "almaty", **changes})


async def tokens(test_app, email=EMAIL, *, count=1, page="verify"):
    """The tokens of the links that were sent to this address, once there are so many."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = [
                match[1]
                for letter in test_app.mailer.letters
                if letter.to == email and (match := re.search(rf"#/{page}\?token=([^\s\"&]+)", letter.text))
            ]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.005)


class Counted:
    """The hasher, with a counter of each operation that costs."""

    def __init__(self, real):
        self._real = real
        self.done = []

    def hash(self, password):
        self.done.append("hash")
        return self._real.hash(password)

    def verify(self, password, password_hash):
        self.done.append("verify")
        return self._real.verify(password, password_hash)


@pytest.fixture
def hashing(monkeypatch):
    """Every hash operation from now on, wherever it is done."""
    counted = Counted(passwords.HASHER)
    monkeypatch.setattr(passwords, "HASHER", counted)
    return counted.done
