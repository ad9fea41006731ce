"""Passwords: how long, and how they are compared."""

import pytest

from app.auth.passwords import check_password_form, hash_password, verify_password
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


@pytest.mark.parametrize("password", ["", "1234567", "x" * 201])
def test_too_short_and_too_long_are_refused(password):
    """The field and the limits are named, the password is not."""
    with pytest.raises(InvalidInput) as refused:
        check_password_form(password)

    assert refused.value.data == {"field": "password"}
    assert "8 to 200" in refused.value.message
    assert password not in refused.value.message or password == ""


@pytest.mark.parametrize("password", ["12345678", "ә" * 200])
def test_the_limits_themselves_are_fine(password):
    """Characters are counted, not bytes."""
    check_password_form(password)
