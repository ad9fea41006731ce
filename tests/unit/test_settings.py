"""Settings that decide who is believed: normalised, or refused in words."""

from datetime import UTC, datetime
from email.utils import getaddresses, parseaddr
from ipaddress import ip_network

import pytest

from app.errors import SettingsError
from app.notifications.transports.email_message import Letter, mime_of
from app.settings import Settings

LETTER = Letter(id="1", to="a@b.kz", subject="s", text="t", html="h", written_at=datetime(2026, 11, 29, tzinfo=UTC))


@pytest.mark.parametrize(
    ("given", "domains"),
    [
        ("gov.kz", ("gov.kz",)),
        (" GOV.KZ ", ("gov.kz",)),
        (".gov.kz", ("gov.kz",)),
        ("gov.kz.", ("gov.kz",)),
        ("gov.kz, Almaty.GOV.kz", ("gov.kz", "almaty.gov.kz")),
        ("gov.kz,GOV.KZ", ("gov.kz",)),
        ('["gov.kz", " AKIMAT.kz"]', ("gov.kz", "akimat.kz")),
        ("мем.қаз", ("xn--e1anb.xn--80ao21a",)),
        ("МЕМ.ҚАЗ", ("xn--e1anb.xn--80ao21a",)),
        ("xn--e1anb.xn--80ao21a", ("xn--e1anb.xn--80ao21a",)),
    ],
)
def test_domains_of_the_state_are_normalised(monkeypatch, given, domains):
    """However an engineer writes them, they are what addresses have after the @."""
    monkeypatch.setenv("GOV_DOMAINS", given)

    assert Settings.read().gov_domains == domains


@pytest.mark.parametrize(
    "given",
    [
        "kz",
        "@gov.kz",
        "*.gov.kz",
        "x@gov.kz",
        "https://gov.kz",
        "gov..kz",
        "..gov.kz",
        "-gov.kz",
        "gov_.kz",
        "192.0.2.1",
        "gоv.kz",  # the second letter is Cyrillic
        "gov.кz",
        '{"a": 1}',
        "[]",
        ",",
        '["gov.kz"',
        "ү" * 80 + ".kz",
    ],
)
def test_what_is_no_domain_is_refused_by_name(monkeypatch, given):
    """An impossible setting must not make a product without officers, or one in which all are officers."""
    monkeypatch.setenv("GOV_DOMAINS", given)

    with pytest.raises(SettingsError, match="GOV_DOMAINS"):
        Settings.read()


@pytest.mark.parametrize(
    ("given", "networks"),
    [
        ("", ()),
        ("10.0.0.0/8", ("10.0.0.0/8",)),
        (" 10.0.0.0/8 , 192.0.2.1,2001:db8::/48 ", ("10.0.0.0/8", "192.0.2.1/32", "2001:db8::/48")),
        ('["127.0.0.1"]', ("127.0.0.1/32",)),
    ],
)
def test_trusted_proxies_are_networks(monkeypatch, given, networks):
    """By default no proxy is trusted."""
    monkeypatch.setenv("TRUSTED_PROXIES", given)

    assert Settings.read().trusted_proxies == tuple(map(ip_network, networks))


@pytest.mark.parametrize("given", ["proxy.example", "10.0.0.1/8", "0.0.0.0/0", "::/0", "*", "10.0.0.0/33"])
def test_what_is_no_network_of_ours_is_refused_by_name(monkeypatch, given):
    """The whole internet is no proxy."""
    monkeypatch.setenv("TRUSTED_PROXIES", given)

    with pytest.raises(SettingsError, match=r"TRUSTED_PROXIES.*10\.0|TRUSTED_PROXIES.*every address"):
        Settings.read()


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://qala.kz", "https://qala.kz"),
        (" HTTPS://Qala.KZ/ ", "https://qala.kz"),
        ("https://qala.kz:443", "https://qala.kz"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://qala_server:8000", "http://qala_server:8000"),
        ("https://қала.қаз", "https://xn--80aa6a83a.xn--80ao21a"),
    ],
)
def test_the_public_address_is_what_browsers_send_as_origin(monkeypatch, given, address):
    """The check of Origin compares it, and headers name it, which hold nothing but ASCII."""
    monkeypatch.setenv("PUBLIC_URL", given)

    assert Settings.read().public_url == address


@pytest.mark.parametrize(
    "given",
    [
        "qala.kz",
        "//qala.kz",
        "ftp://qala.kz",
        "https://",
        "https://qala.kz/app",
        "https://qala.kz/?x=1",
        "https://qala.kz/#/map",
        "https://u:p@qala.kz",
        "https://qala kz",
        "https://qala.kz:port",
        "https://қ" + "қ" * 80,
    ],
)
def test_what_is_no_public_address_is_refused_by_name(monkeypatch, given):
    """Every link of every letter begins with it."""
    monkeypatch.setenv("PUBLIC_URL", given)

    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        Settings.read()


@pytest.mark.parametrize(
    ("given", "sender"),
    [
        ("no-reply@qala.kz", ("", "no-reply@qala.kz")),
        ("QalaControl <no-reply@localhost>", ("QalaControl", "no-reply@localhost")),
        ("Акимат города Алматы, отдел писем <a@almaty.kz>", ("Акимат города Алматы, отдел писем", "a@almaty.kz")),
        ("Akimat of Almaty, letters <a@almaty.kz>", ("Akimat of Almaty, letters", "a@almaty.kz")),
        ('"Akimat, \\"Almaty\\"" <a@almaty.kz>', ('Akimat, "Almaty"', "a@almaty.kz")),
        ('ТОО "Қала" <a@almaty.kz>', ('ТОО "Қала"', "a@almaty.kz")),
        ("Qala: letters (Almaty) <a@қала.қаз>", ("Qala: letters (Almaty)", "a@xn--80aa6a83a.xn--80ao21a")),
    ],
)
def test_a_sender_is_one_sender_whatever_signs_its_name_has(monkeypatch, given, sender):
    """A comma would make two senders of it, and an unquoted colon a group."""
    monkeypatch.setenv("MAIL_FROM", given)

    mail_from = Settings.read().mail_from
    letter = mime_of(LETTER, mail_from)
    [name_and_address] = getaddresses([str(letter["From"])])

    assert parseaddr(mail_from) == sender
    assert name_and_address[1] == sender[1]


@pytest.mark.parametrize(
    "given", ["Akimat", "Qala <>", "<a@b.kz", "a@b.kz, c@d.kz", "Qala <a b@c.kz>", "a@б..кз", "қ@b.kz"]
)
def test_what_is_no_sender_is_refused_by_name(monkeypatch, given):
    """Every letter would fail, one after the other, and nothing would say why."""
    monkeypatch.setenv("MAIL_FROM", given)

    with pytest.raises(SettingsError, match="MAIL_FROM"):
        Settings.read()


@pytest.mark.parametrize(
    ("name", "given"),
    [
        *(("DATABASE_URL", given) for given in ("postgres://u:s3cret@h:5432/q", "postgresql://u@/q?host=/run/pg")),
        ("DATABASE_REPLICA_URL", "postgres://u:s3cret@h/q"),
        *(("REDIS_URL", given) for given in ("redis://:s3cret@h:6379/0", "rediss://h", "unix:///run/valkey.sock?db=0")),
        ("REDIS_URL", "redis+cluster://u:s3cret@a:1,b:2"),
    ],
)
def test_addresses_of_engines_are_taken_as_they_are(monkeypatch, name, given):
    """Their own clients read them."""
    monkeypatch.setenv(name, given)

    assert getattr(Settings.read(), name.lower()) == given


@pytest.mark.parametrize(
    ("name", "given"),
    [
        *(("DATABASE_URL", given) for given in ("s3cret", "mysql://u:s3cret@h/q", "postgres://u:s3cret@h:port/q")),
        ("DATABASE_URL", "postgres://u:s3cret[@h/q"),
        ("DATABASE_REPLICA_URL", "h:5432/s3cret"),
        *(("REDIS_URL", given) for given in ("h:6379", "http://:s3cret@h", "redis://:s3cret@h:port")),
    ],
)
def test_what_is_no_address_of_an_engine_is_refused_without_its_password(monkeypatch, name, given):
    """An error stands in the log of the service."""
    monkeypatch.setenv(name, given)

    with pytest.raises(SettingsError, match=f"{name}: .*expected an address such as") as refused:
        Settings.read()

    assert "s3cret" not in refused.value.message
