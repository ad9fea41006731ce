"""The client behind our own proxies; headers of other proxies are ignored.

A proxy appends the address of its peer to ``X-Forwarded-For`` or ``Forwarded``, so the last entry is from the nearest
proxy and the first one may be invented by the client. The entries are read from the right, as long as the hop before
is a trusted proxy.
"""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address

_PAIR = re.compile(r'\s*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)=("(?:[^"\\]|\\.)*"|[^\s;,"]*)\s*(?:;|$)')
_ELEMENTS = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_MAX_HEADER = 4096
"""Characters of a header that are read, from its end; our own proxies write less."""
_HEADERS = {b"forwarded", b"x-forwarded-for", b"x-forwarded-proto"}
_SECURE = {"http": False, "https": True, "ws": False, "wss": True}


class Hop:
    """One entry that a proxy appended: the address and the scheme of its peer."""

    __slots__ = ("address", "scheme")

    def __init__(self, address: str, scheme: str = "") -> None:
        self.address = _address(address)
        self.scheme = scheme.strip().lower()


class ProxyNetworks:
    """The networks of our own proxies, and what their headers say."""

    def __init__(self, networks: Sequence[Network]) -> None:
        self._networks = tuple(networks)

    def has(self, peer: str | None) -> bool:
        """Whether a connection from this address is one of our proxies."""
        address = _address(peer) if self._networks and peer else None
        return address is not None and self._is_ours(address)

    def client(self, headers: Iterable[tuple[bytes, bytes]]) -> Hop | None:
        """Return the client that the headers of one of our proxies name; None where they name none."""
        clients = [found for found in (self._client(hops) for hops in _chains(headers)) if found is not None]
        # A proxy writes one of the two headers and passes on the client's own version of the other. Where they
        # disagree one is forged, and it is unknown which.
        return clients[0] if clients and len({hop.address for hop in clients}) == 1 else None

    def _client(self, hops: Sequence[Hop]) -> Hop | None:
        """Return the first hop from the right that is not ours; when all are ours, the leftmost one."""
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


class TrustedProxies:
    """Middleware that sets the client and the scheme of requests and sockets that came through trusted proxies."""

    def __init__(self, app: ASGIApp, networks: Sequence[Network]) -> None:
        self._app = app
        self._proxies = ProxyNetworks(networks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the client and scheme it had in front of the proxies."""
        if scope["type"] in {"http", "websocket"}:
            scope = self._unproxied(scope)
        await self._app(scope, receive, send)

    def _unproxied(self, scope: Scope) -> Scope:
        hop = self._proxies.client(scope["headers"]) if self._proxies.has((scope.get("client") or (None,))[0]) else None
        if hop is None:
            return scope
        # A shallow copy: the server relies on the identity of the objects in the scope.
        unproxied = {**scope, "client": (str(hop.address), 0)}
        secure = _SECURE.get(hop.scheme)
        if secure is not None:
            unproxied["scheme"] = (
                ("https" if secure else "http") if scope["type"] == "http" else ("wss" if secure else "ws")
            )
        return unproxied


def _chains(headers: Iterable[tuple[bytes, bytes]]) -> list[list[Hop]]:
    """Return the hops of each of the two kinds of headers, left to right; lines of one name are one list."""
    found: dict[bytes, list[str]] = {}
    for name, value in headers:
        if name.lower() not in _HEADERS:
            continue
        found.setdefault(name.lower(), []).append(value.decode("latin-1")[-_MAX_HEADER:])
    chains = []
    if b"x-forwarded-for" in found:
        addresses = ",".join(found[b"x-forwarded-for"]).split(",")
        schemes = ",".join(found.get(b"x-forwarded-proto", [""])).split(",")
        if len(schemes) != len(addresses):
            schemes = [schemes[-1]] * len(addresses)
        chains.append([Hop(address, scheme) for address, scheme in zip(addresses, schemes, strict=True)])
    if b"forwarded" in found:
        # Line by line: a quote that a client left open must not swallow the entries of our proxies.
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
    """Return the address that a proxy wrote, with or without a port; None when it is not one."""
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
