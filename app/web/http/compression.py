"""Compresses answers that hold nothing secret.

The length of a compressed answer tells how much of it repeats. An attacker who sees lengths on the wire and places
text into an answer could guess a secret in the same answer, letter by letter (BREACH). So only public answers are
compressed: those to a read without a session. Answers to a session, and those of mutations, which may hold a token,
are sent as they are.
"""

import asyncio
import gzip

from starlette.requests import Request
from starlette.responses import Response

from app.web.http.encoding import choose_encoding

LEAST_BYTES = 1024
"""A shorter answer fits into one packet either way."""
OFF_LOOP_BYTES = 64 * 1024
"""A longer answer is compressed in a thread: it would hold up the event loop for milliseconds."""
_LEVEL = 5


async def compress(request: Request, response: Response) -> Response:
    """Return the response, compressed if it is long enough and the client accepts gzip.

    It must hold no secret, and where a cache may keep it, its Vary has to name Accept-Encoding and its tag to be weak.
    """
    body = bytes(response.body)
    accepted = request.headers.get("accept-encoding", "")
    if len(body) < LEAST_BYTES or choose_encoding(accepted, ("gzip",)) is None:
        return response
    response.body = await asyncio.to_thread(_gzip, body) if len(body) > OFF_LOOP_BYTES else _gzip(body)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.body))
    return response


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=_LEVEL, mtime=0)
