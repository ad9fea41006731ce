"""E-mail addresses: their form, and the domains of the state."""

import re

from app.errors import InvalidInput

LONGEST_ADDRESS = 254
# The form that HTML accepts in <input type="email">, but for dots at an end of the name or beside each other: no mail
# server takes those (RFC 5321), so the link of a new account would never arrive. It has no quotes, spaces or line
# breaks, so an address can be written into the header of a letter as it is.
_FORM = re.compile(
    r"(?!\.)(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]|\.(?![.@])){1,64}"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}"
)


def is_email_address(address: str) -> bool:
    """Whether a lower-case text has the form ``name@domain.tld``."""
    return len(address) <= LONGEST_ADDRESS and _FORM.fullmatch(address) is not None


def clean_email(address: str) -> str:
    """Return the address without surrounding space, in lower case.

    Raises:
        InvalidInput: it does not have the form ``name@domain.tld``.
    """
    cleaned = address.strip().lower()
    if not is_email_address(cleaned):
        raise InvalidInput("email", "email: expected an address such as name@example.kz")
    return cleaned


def domain_of(address: str) -> str:
    """Return the domain of an address."""
    return address.rpartition("@")[2]


def check_state_domain(address: str, domains: tuple[str, ...], own: tuple[str, ...] = ()) -> None:
    """Accept an address in one of these domains or in a subdomain of one, or in one of the city's ``own`` domains.

    Raises:
        InvalidInput: the address is in another domain; the message lists the accepted ones.
    """
    domain = domain_of(address)
    if domain not in own and not any(domain == accepted or domain.endswith(f".{accepted}") for accepted in domains):
        accepted = ", ".join(dict.fromkeys((*own, *domains)))
        raise InvalidInput("email", f"email: an Akimat account needs an address in {accepted}")
