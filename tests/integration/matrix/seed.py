"""One city with a person of every role, and requests in the states that the rows of the table need."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.auth.passwords import hash_password
from app.auth.tokens import new_token, token_hash
from app.commands.requests import following, text_moderation, work
from app.commands.requests.photo_moderation import hide
from app.commands.requests.submission import submit, submit_for_citizen
from app.commands.requests.taken_report import CallerData, TakenReport
from app.commands.staff.blocking import block_account
from app.domain.accounts.roles import Role
from app.domain.requests.report_source import ReportSource
from app.domain.text.hidden_texts import TextPart
from app.models import Account, Session
from app.models.accounts.organisation import find_or_create_organisation
from app.models.photos.photo import PhotoRow
from app.storage.keys import AVATARS
from tests import pictures
from tests.conftest import TestApp
from tests.integration.matrix.table import ROLES

PASSWORD = "ұзын құпиясөз"
AUTHOR = "Айгүл Серікқызы Нұрлан"
CAMERA = "Qamera 7"


@dataclass
class City:
    """The people with their tokens, and the texts that the rows of the table name in braces."""

    test_app: TestApp
    tokens: dict[str, str | None]
    names: dict[str, Any]


async def seeded(test_app: TestApp) -> City:
    """Return the city; every person has a session."""
    people = {
        "author": await test_app.person(name=AUTHOR),
        "other citizen": await test_app.person(),
        "unconfirmed": await test_app.person(),
        "pending executor": await test_app.person(Role.EXECUTOR),
        "executor": await test_app.person(Role.EXECUTOR),
        "other city's executor": await test_app.person(Role.EXECUTOR, "astana"),
        "akimat": await test_app.person(Role.AKIMAT),
        "other city's akimat": await test_app.person(Role.AKIMAT, "astana"),
        "blocked": await test_app.person(),
    }
    now = test_app.clock.now()
    ids = {role: viewer.account_id for role, viewer in people.items()}
    await Account.all().update(password_hash=await hash_password(PASSWORD))
    await Account.filter(id=ids["author"]).update(
        avatar_key=f"{AVATARS}{'0' * 64}.webp", locale="RU", email="author@example.kz"
    )
    await Account.filter(id=ids["unconfirmed"]).update(email_verified_at=None)
    await Account.filter(id=ids["pending executor"]).update(approved_at=None)
    await Account.filter(id=ids["blocked"]).update(blocked_at=now)
    organisation = await find_or_create_organisation("almaty", "Жол", now)
    await Account.filter(role=Role.EXECUTOR, city_id="almaty").update(organisation_id=organisation)
    context, author, executor = test_app.context, people["author"], people["executor"]
    requests = [
        await submit(context, author, test_app.submission(), photos=[pictures.picture(n), pictures.picture(n + 50)])
        for n in range(4)
    ]
    opened, claimed, working, done = requests
    for request in (claimed, working, done):
        await work.claim(context, executor, request.id)
    for request in (working, done):
        await pictures.start(context, executor, request.id)
    await pictures.complete(context, executor, done.id)
    contacts = CallerData(name="Мария", phone="8 701 234 56 78", email="caller@example.kz")
    taken = TakenReport(source=ReportSource.PHONE, caller=contacts)
    phoned = await submit_for_citizen(context, people["akimat"], test_app.submission(), taken, [pictures.picture(20)])
    await work.claim(context, executor, phoned.id)
    await pictures.start(context, executor, phoned.id)
    await pictures.complete(context, executor, phoned.id)
    await following.follow(context, people["other citizen"], opened.id)
    photo, hidden = await PhotoRow.filter(request_id=opened.id).order_by("id")
    await hide(context, people["akimat"], hidden.id, "бет")
    neighbour = await test_app.person()
    await block_account(context, people["akimat"], neighbour.account_id, "спам")
    await text_moderation.hide(
        context, people["akimat"], claimed.id, text_moderation.text_of(TextPart.DESCRIPTION, None), "телефон"
    )
    await PhotoRow.filter(id=photo.id).update(camera=CAMERA, latitude=43.2, longitude=76.9)
    await test_app.settled()
    tokens: dict[str, str | None] = dict.fromkeys(ROLES)
    sessions = {}
    for role, account_id in ids.items():
        tokens[role] = token = new_token()
        sessions[role] = await Session.create(
            token_hash=token_hash(token), account_id=account_id, created_at=now, expires_at=now + timedelta(days=1)
        )
    officer, second_officer = await test_app.person(Role.AKIMAT), await test_app.person(Role.AKIMAT)
    await Account.filter(id=officer.account_id).update(approved_at=None)
    names = {
        **ids,
        "pending officer": officer.account_id,
        "second officer": second_officer.account_id,
        "city blocked": neighbour.account_id,
        "open": opened.id,
        "claimed": claimed.id,
        "working": working.id,
        "done": done.id,
        "phoned": phoned.id,
        "photo": photo.id,
        "hidden": hidden.id,
        "receipt": f"{opened.number}-0000-0000-0000-0000",
        "session": sessions["author"].id,
        "password": PASSWORD,
    }
    return City(test_app, tokens, names)
