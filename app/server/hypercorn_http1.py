"""HTTP/1.1 of Hypercorn, without the ways by which one connection becomes another kind of connection.

Hypercorn answers ``Upgrade: h2c`` with a raw HTTP/2 connection. A proxy that passes ``Upgrade`` on becomes a tunnel
then: the client speaks past its rules, and invents ``X-Forwarded-For`` anew for each request. So this header is ignored
always, and the request is answered over HTTP/1.1. HTTP/2 that begins with its preface is refused, unless
``CLEARTEXT_HTTP2`` asks for it, for a proxy that speaks HTTP/2 to its servers.

A head with both ``Content-Length`` and ``Transfer-Encoding`` is refused: a proxy that believes the other one of the
two sees other requests on the connection than we do.
"""

from typing import Any

import h11
import hypercorn.protocol
from hypercorn.protocol.h11 import H2ProtocolAssumedError, H11Protocol

from app.server.server_config import ServerConfig

_PREFACE = b"PRI * HTTP/2.0\r\n\r\n"
_VERSIONS = (b"1.0", b"1.1")
_BODY_HEADERS = (b"content-length", b"transfer-encoding")


class StrictH11Connection(h11.Connection):
    """Parses requests, and refuses those that a proxy may read in another way."""

    allows_preface = False

    def next_event(self) -> Any:
        """Return the next event.

        Raises:
            RemoteProtocolError: the client broke the protocol; Hypercorn answers with the status in it and closes.
        """
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._check(event)
        return event

    def _check(self, request: h11.Request) -> None:
        if request.http_version not in _VERSIONS and not (self.allows_preface and is_preface(request)):
            raise h11.RemoteProtocolError("expected HTTP/1.1", error_status_hint=505)
        if len({name for name, _ in request.headers if name in _BODY_HEADERS}) > 1:
            raise h11.RemoteProtocolError(
                "expected Content-Length or Transfer-Encoding, and not both", error_status_hint=400
            )


class StrictHttp1(H11Protocol):
    """Hypercorn's HTTP/1.1 protocol with the strict parser."""

    def __init__(self, app: Any, config: Any, *others: Any) -> None:
        super().__init__(app, config, *others)
        parser = StrictH11Connection(h11.SERVER, max_incomplete_event_size=config.h11_max_incomplete_size)
        parser.allows_preface = isinstance(config, ServerConfig) and config.cleartext_http2
        self.connection = parser

    async def _check_protocol(self, event: h11.Request) -> None:
        if is_preface(event):
            raise H2ProtocolAssumedError(_PREFACE + self.connection.trailing_data[0])


def is_preface(request: h11.Request) -> bool:
    """Whether this is the first line of an HTTP/2 connection."""
    return request.method == b"PRI" and request.target == b"*" and request.http_version == b"2.0"


def install() -> None:
    """Make Hypercorn use ``StrictHttp1``."""
    setattr(hypercorn.protocol, "H11Protocol", StrictHttp1)  # noqa: B010 - unexported, so mypy refuses "="
