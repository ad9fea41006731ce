"""Who is at the other end when proxies of our own stand between: their word counts, nobody else's.

Proxies append to ``X-Forwarded-For`` or ``Forwarded`` whom they heard, so the right end is the nearest one's word and
the left end is whatever the client made up. We read from the right, and go on only as long as the hop before was ours.
"""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

_PAIR = re.compile(r'\s*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)=("(?:[^"\\]|\\.)*"|[^\s;,"]*)\s*(?:;|$)')
_ELEMENTS = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_LONGEST = 4096
"""Characters of a header that is read; what is longer was not written by a proxy of ours alone."""
_HEADERS = {b"forwarded", b"x-forwarded-for", b"x-forwarded-proto"}
_SECURE = {"http": False, "https": True, "ws": False, "wss": True}


class Hop:
    """One element that a proxy appended: whom it heard, and by which scheme."""

    __slots__ = ("address", "scheme")

    def __init__(self, address: str, scheme: str = "") -> None:
        self.address = _address(address)
        self.scheme = scheme.strip().lower()


class TrustedProxies:
    """Puts the true client and scheme into the scope of requests and sockets that come through our own proxies."""

    def __init__(self, app: ASGIApp, networks: Sequence[Network]) -> None:
        self._app = app
        self._networks = tuple(networks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, as it was before the proxies."""
        if self._networks and scope["type"] in {"http", "websocket"}:
            scope = self._seen_through(scope)
        await self._app(scope, receive, send)

    def _seen_through(self, scope: Scope) -> Scope:
        peer = _address(scope["client"][0]) if scope.get("client") else None
        if peer is None or not self._is_ours(peer):
            return scope
        told = [found for found in (self._client(hops) for hops in _chains(scope["headers"])) if found is not None]
        # A proxy writes one of the two headers and lets the client's own version of the other pass: where they
        # disagree, one is made up and we cannot know which.
        if not told or len({hop.address for hop in told}) > 1:
            return scope
        hop = told[0]
        # A shallow copy: what the server put into the scope has to stay the very same objects.
        seen = {**scope, "client": (str(hop.address), 0)}
        secure = _SECURE.get(hop.scheme)
        if secure is not None:
            seen["scheme"] = ("https" if secure else "http") if scope["type"] == "http" else ("wss" if secure else "ws")
        return seen

    def _client(self, hops: Sequence[Hop]) -> Hop | None:
        """Return the first hop from the right that is not ours; the last one of ours when nobody else is named."""
        client = None
        for hop in reversed(hops):
            if hop.address is None:
                break
            client = hop
            if not self._is_ours(hop.address):
                break
        return client

    def _is_ours(self, address: Address) -> bool:
        return any(address in network for network in self._networks)


def _chains(headers: Iterable[tuple[bytes, bytes]]) -> list[list[Hop]]:
    """Return the chain of each of the two kinds of headers, left to right; lines of one name are one list."""
    found: dict[bytes, list[str]] = {}
    for name, value in headers:
        if name.lower() not in _HEADERS:
            continue
        found.setdefault(name.lower(), []).append(value.decode("latin-1")[-_LONGEST:])
    chains = []
    if b"x-forwarded-for" in found:
        addresses = ",".join(found[b"x-forwarded-for"]).split(",")
        schemes = ",".join(found.get(b"x-forwarded-proto", [""])).split(",")
        if len(schemes) != len(addresses):
            schemes = [schemes[-1]] * len(addresses)
        chains.append([Hop(address, scheme) for address, scheme in zip(addresses, schemes, strict=True)])
    if b"forwarded" in found:
        # Each line by itself: a quote that a client left open ends with its line.
        chains.append([_element(text) for line in found[b"forwarded"] for text in _ELEMENTS.findall(line)])
    return chains


def _element(text: str) -> Hop:
    pairs: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = _PAIR.match(text, at)
        if match is None:
            return Hop("")
        value = match[2]
        if value.startswith('"'):
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        pairs[match[1].lower()] = value
        at = match.end()
    return Hop(pairs.get("for", ""), pairs.get("proto", ""))


def _address(text: str) -> Address | None:
    """Read an address, with or without a port, as proxies write them; None for what is none."""
    text = text.strip()
    if text.startswith("["):
        text, _, port = text[1:].partition("]")
        if port and not re.fullmatch(r":\d{1,5}", port):
            return None
    elif text.count(":") == 1:
        text, _, port = text.partition(":")
        if not re.fullmatch(r"\d{1,5}", port):
            return None
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
