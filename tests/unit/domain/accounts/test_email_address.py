"""Addresses that a letter can be sent to."""

import pytest

from app.domain.accounts.email_address import clean_email, is_email_address
from app.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("aigul@example.kz", "aigul@example.kz"),
        (" Aigul.Nurlan+Qala@Example.KZ ", "aigul.nurlan+qala@example.kz"),
        ("o'neil@mail.example.kz", "o'neil@mail.example.kz"),
        ("a.b.c@xn--e1anb.xn--80ao21a", "a.b.c@xn--e1anb.xn--80ao21a"),
        (f"{'a' * 64}@example.kz", f"{'a' * 64}@example.kz"),
    ],
)
def test_an_address_is_in_small_letters_without_space(typed, address):
    """Two forms of it are one account."""
    assert clean_email(typed) == address


@pytest.mark.parametrize(
    "name", ["aigul..n", ".aigul", "aigul.", ".", "..", f"{'a' * 65}", "ai gul", "айгүл", '"a"', "a,b"]
)
def test_a_name_that_no_mail_server_takes_is_refused_at_once(name):
    """The letter with its link would never arrive, and nothing would say why."""
    with pytest.raises(InvalidInput, match="email: expected an address"):
        clean_email(f"{name}@example.kz")


@pytest.mark.parametrize(
    "domain", ["", "kz", "example", "exa mple.kz", "-example.kz", "example..kz", "example.kz.", "мем.қаз"]
)
def test_a_domain_that_is_none_is_refused(domain):
    assert not is_email_address(f"aigul@{domain}")
