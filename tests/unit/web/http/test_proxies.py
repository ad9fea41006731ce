"""Who is the client when proxies stand between: read from the right, through our own hops only."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.http.proxies import TrustedProxies

OURS = [ip_network(network) for network in ("10.0.0.0/8", "192.0.2.1/32", "2001:db8:1::/48")]
PROXY, STRANGER = "10.0.0.1", "203.0.113.9"


async def seen(headers, peer=PROXY, *, kind="http", scheme="http", networks=OURS):
    """The scope that the application gets."""
    notified = []

    async def app(scope, receive, send):
        notified.append(scope)

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    scope = {"type": kind, "scheme": scheme, "client": peer and (peer, 4711), "headers": raw, "state": {"house": app}}
    await TrustedProxies(app, networks)(scope, None, None)
    assert notified[0]["state"] is scope["state"]
    assert notified[0]["headers"] is raw
    return notified[0]


async def client(headers, peer=PROXY, **given):
    return ((await seen(headers, peer, **given))["client"] or (None,))[0]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("198.51.100.7", "198.51.100.7"),
        (" 198.51.100.7 ", "198.51.100.7"),
        ("198.51.100.7:5123", "198.51.100.7"),
        ("2001:db8:9::7", "2001:db8:9::7"),
        ("[2001:db8:9::7]:443", "2001:db8:9::7"),
        ("[2001:db8:9::7]", "2001:db8:9::7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        # What the client wrote itself stands to the left of what our proxy appended.
        ("1.1.1.1, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.9, 198.51.100.7", "198.51.100.7"),
        ("nonsense, 198.51.100.7", "198.51.100.7"),
        # Through hops of our own, and no further.
        ("1.1.1.1, 198.51.100.7, 10.0.0.2, 2001:db8:1::5", "198.51.100.7"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        # A hop that is no address ends the reading.
        ("1.1.1.1, unknown, 10.0.0.2", "10.0.0.2"),
        ("1.1.1.1, unknown", PROXY),
        ("", PROXY),
        (",", PROXY),
        ("1.1.1.1,", PROXY),
        ("198.51.100.7:99999999", PROXY),
        ("[2001:db8:9::7]x", PROXY),
        ("[2001:db8:9::7", "2001:db8:9::7"),
        ("198.51.100.07", PROXY),
        ("198.51.100", PROXY),
        ("0x7f.1", PROXY),
        ("\xff", PROXY),
    ],
)
async def test_x_forwarded_for(header, found):
    """One line, with any client-written left part."""
    assert await client([("x-forwarded-for", header)]) == found


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("for=198.51.100.7", "198.51.100.7"),
        ("For=198.51.100.7;proto=https;by=10.0.0.1", "198.51.100.7"),
        ('by=x; for="198.51.100.7:5123"', "198.51.100.7"),
        ('for="[2001:db8:9::7]:4711"', "2001:db8:9::7"),
        ('for="\\198.51.100.7"', "198.51.100.7"),
        ("for=1.1.1.1, for=198.51.100.7", "198.51.100.7"),
        ("for=1.1.1.1, for=198.51.100.7, for=10.0.0.2", "198.51.100.7"),
        ("for=1.1.1.1, for=_hidden, for=10.0.0.2", "10.0.0.2"),
        ("for=unknown", PROXY),
        ("proto=https", PROXY),
        ("198.51.100.7", PROXY),
        ('for="198.51.100.7', PROXY),
        # A quote that a client left open swallows nothing of ours.
        ('for=1.1.1.1;x=", for=198.51.100.7', "198.51.100.7"),
        ('for=1.1.1.1;x=", for="[2001:db8:9::7]"', PROXY),
        ("", PROXY),
    ],
)
async def test_forwarded(header, found):
    """RFC 7239, and malformed values."""
    assert await client([("forwarded", header)]) == found


async def test_lines_of_one_header_are_one_list():
    """In their order, also when a proxy appends a line of its own."""
    lines = [("x-forwarded-for", "1.1.1.1"), ("X-Forwarded-For", "198.51.100.7")]
    assert await client(lines) == "198.51.100.7"
    lines = [("forwarded", 'for="1.1.1.1'), ("Forwarded", 'for="[2001:db8:9::7]"')]
    assert await client(lines) == "2001:db8:9::7"


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "x-client-ip", "via"])
async def test_headers_of_an_untrusted_peer_are_ignored(header):
    """An untrusted peer is the client itself, as is every peer when no proxy is configured."""
    for value in ("198.51.100.7", "for=198.51.100.7", PROXY):
        assert await client([(header, value)], STRANGER) == STRANGER
        assert await client([(header, value)], PROXY, networks=[]) == PROXY
    assert await client([(header, "198.51.100.7")], peer=None) is None


async def test_a_dual_stack_peer_is_known_by_its_v4_address():
    """The kernel writes it as an IPv6 address."""
    assert await client([("x-forwarded-for", "198.51.100.7")], "::ffff:10.0.0.1") == "198.51.100.7"


async def test_two_headers_have_to_agree():
    """A proxy writes one header and passes on the client's version of the other, so they must agree."""
    agreed = [("x-forwarded-for", "198.51.100.7"), ("forwarded", "for=1.1.1.1, for=198.51.100.7")]
    assert await client(agreed) == "198.51.100.7"
    assert await client([("x-forwarded-for", "198.51.100.7"), ("forwarded", "for=1.1.1.1")]) == PROXY


@pytest.mark.parametrize(
    ("kind", "proto", "scheme"),
    [
        ("http", "https", "https"),
        ("http", "HTTPS", "https"),
        ("http", "http", "http"),
        ("http", "gopher", "http"),
        ("websocket", "https", "wss"),
        ("websocket", "wss", "wss"),
        ("websocket", "http", "ws"),
        ("http", "http, https", "https"),
    ],
)
async def test_the_scheme_is_that_of_the_client(kind, proto, scheme):
    """A socket has the scheme of sockets."""
    notified = [("x-forwarded-for", "198.51.100.7"), ("x-forwarded-proto", proto)]
    given = "http" if kind == "http" else "ws"

    assert (await seen(notified, kind=kind, scheme=given))["scheme"] == scheme
    assert (await seen([("forwarded", f'for=198.51.100.7;proto="{proto}"')], kind=kind, scheme=given))["scheme"] == (
        scheme if "," not in proto else given
    )
    assert (await seen(notified, STRANGER, kind=kind, scheme=given))["scheme"] == given


async def test_each_hop_has_its_own_scheme():
    """With as many schemes as hops, that of the client's hop counts; else that of the nearest."""
    hops = ("x-forwarded-for", "198.51.100.7, 10.0.0.2")
    assert (await seen([hops, ("x-forwarded-proto", "https, http")]))["scheme"] == "https"
    assert (await seen([hops, ("x-forwarded-proto", "https, https, http")]))["scheme"] == "http"


async def test_other_scopes_pass_unchanged():
    """Lifespan has no client."""
    passed = []

    async def app(scope, receive, send):
        passed.append(scope)

    scope = {"type": "lifespan"}
    await TrustedProxies(app, OURS)(scope, None, None)
    assert passed[0] is scope


@given(
    injected=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=80),
    appended=st.sampled_from(["198.51.100.7", "[2001:db8:9::7]:80", "198.51.100.7, 10.0.0.2"]),
)
async def test_appended_address_counts_after_any_client_header(injected, appended):
    """Nothing to the left changes what our proxy wrote to the right."""
    expected = "2001:db8:9::7" if "[" in appended else "198.51.100.7"
    assert await client([("x-forwarded-for", f"{injected}, {appended}")]) == expected


@given(injected=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=80))
async def test_forwarded_line_of_a_client_never_decides(injected):
    """The appended element counts, or the proxy does."""
    found = await client([("forwarded", f"for=1.1.1.1;{injected}, for=198.51.100.7")])
    assert found in {"198.51.100.7", PROXY}
    quoted = await client([("forwarded", f'for=1.1.1.1;{injected}, for="[2001:db8:9::7]:1";proto=https')])
    assert quoted in {"2001:db8:9::7", PROXY}
