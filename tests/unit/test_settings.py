"""Settings that decide who is believed: normalised, or refused in words."""

from ipaddress import ip_network

import pytest

from app.errors import SettingsError
from app.settings import Settings


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
