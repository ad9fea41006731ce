"""Passwords: how long, and how they are compared."""

import pytest

from app.auth import passwords
from app.auth.passwords import HASHER, check_new_password, check_password_length, hash_password, verify_password
from app.errors import InvalidInput


@pytest.mark.parametrize("password", ["12345678", "x" * 200, "қазақша сөз", "\ud800" * 8])
async def test_the_same_password_fits_and_another_does_not(password):
    """Each hash has salt of its own and fits its password alone."""
    first, second = await hash_password(password), await hash_password(password)

    assert first != second
    assert first.startswith("$argon2id$")
    assert password not in first
    assert await verify_password(password, first)
    assert not await verify_password(password + "x", first) or len(password) == 200
    assert not await verify_password(password.upper() + "y", second) or len(password) == 200


@pytest.mark.parametrize("password", ["", "the password of no account", "12345678"])
@pytest.mark.parametrize("kept", [None, ""])
async def test_where_nothing_is_kept_nothing_fits(password, kept):
    """An unknown account and one without a password take as long and refuse every word."""
    assert not await verify_password(password, kept)


@pytest.mark.parametrize(
    "kept",
    [
        "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
        "pbkdf2_sha256$600000$salt$aGFzaA==",
        "$argon2id$nonsense",
        "12345678",
        "қазақша",
        "-",
    ],
)
async def test_a_hash_of_another_kind_refuses_every_password(kept, monkeypatch):
    """A row that another program wrote is no internal error, and takes as long to refuse as any other."""
    done = []
    monkeypatch.setattr(passwords, "_DECOY", await hash_password("a decoy"))

    class Counted:
        def verify(self, password, password_hash):
            done.append(password_hash)
            return HASHER.verify(password, password_hash)

    monkeypatch.setattr(passwords, "HASHER", Counted())

    assert not await verify_password("12345678", kept)
    assert not await verify_password("a decoy", kept)
    assert passwords._DECOY in done or kept.startswith("$argon2id$")


@pytest.mark.parametrize("password", ["", "1234567", "x" * 201])
def test_too_short_and_too_long_are_refused(password):
    """The field and the limits are named, the password is not."""
    with pytest.raises(InvalidInput) as refused:
        check_password_length(password)

    assert refused.value.data == {"field": "password"}
    assert "8 to 200" in refused.value.message
    assert password not in refused.value.message or password == ""


@pytest.mark.parametrize("password", ["12345678", "ә" * 200])
def test_the_limits_themselves_are_fine(password):
    """Characters are counted, not bytes."""
    check_password_length(password)


@pytest.mark.parametrize(
    "password",
    [
        "12345678",
        "Password",
        "password2026",
        "qwerty123!",
        "йцукенгшщз",
        "пароль12",
        "iloveyou",
        "zzzzzzzzzz",
        "abababab",
    ],
)
def test_common_passwords_are_refused(password):
    """Also in capitals, with the other keyboard layout, and with a year at the end."""
    with pytest.raises(InvalidInput) as refused:
        check_new_password(password)

    assert refused.value.data == {"field": "password", "common": True}


@pytest.mark.parametrize(
    "password", ["Айгүл Серік", "айгүлсерік1", "СерікАйгүл", "aigul.serik@example.kz", "aigul.serik", "qalacontrol24"]
)
def test_name_and_address_of_the_account_are_no_password(password):
    """Alone, turned round, or with up to four signs more; the name of the service neither."""
    with pytest.raises(InvalidInput) as refused:
        check_new_password(password, "Айгүл Серік", "aigul.serik@example.kz")

    assert refused.value.data == {"field": "password", "common": True}


@pytest.mark.parametrize("password", ["ұзын құпиясөз", "correct horse", "sunshine84619375", "Айгүл көлге барды"])
def test_other_passwords_are_accepted(password):
    """A common word inside a long password does not make it common."""
    check_new_password(password, "Айгүл Серік", "aigul.serik@example.kz")
