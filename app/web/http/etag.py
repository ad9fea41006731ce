"""The tag of an answer's content, and whether a client has that content already."""

from hashlib import blake2b

from starlette.requests import Request
from starlette.responses import Response


def etag_of(body: bytes) -> str:
    """Return the tag of these bytes, weak: a strong one stands for the bytes sent, and ``compress`` gives two forms."""
    return f'W/"{blake2b(body, digest_size=12).hexdigest()}"'


def is_current(request: Request, etag: str) -> bool:
    """Whether the client names this tag among those that it has."""
    known = request.headers.get("if-none-match", "")
    return etag.removeprefix("W/") in {one.strip().removeprefix("W/") for one in known.split(",")}


def not_modified(response: Response) -> Response:
    """Return the answer 304 to a client that has the content of this response."""
    kept = {name: value for name, value in response.headers.items() if name not in {"content-length", "content-type"}}
    return Response(status_code=304, headers=kept)
