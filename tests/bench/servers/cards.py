"""Servers of one page of cards: ours as it is, ours with graphql-core for every query, and bare asyncpg with orjson.

The first argument is ``compiled``, ``graphql-core`` or ``bare``. The bare one runs on the same Hypercorn, and answers
every request with the rows of the same two statements.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from app.application import open_application
from app.models.database import asyncpg_dsn
from app.server import serve as serving
from app.settings import Settings
from schema.query_executor import QueryExecutor

REQUESTS = (
    "SELECT id, number, status, address, due_at, category_id, created_at FROM service_request"
    " ORDER BY created_at DESC, id DESC LIMIT 21"
)
PHOTOS = (
    "SELECT id, request_id FROM photo WHERE request_id = ANY($1) AND retracted_at IS NULL AND hidden_at IS NULL"
    " ORDER BY version, position"
)


class Bare:
    """An ASGI application that does nothing but read the rows and encode them."""

    def __init__(self) -> None:
        self._pool: asyncpg.Pool[Any]
        self._lifespan = Starlette(lifespan=self._opened)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer any request."""
        if scope["type"] == "lifespan":
            await self._lifespan(scope, receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        body = orjson.dumps({"data": {"serviceRequests": await self._cards()}})
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    @asynccontextmanager
    async def _opened(self, _: Starlette) -> AsyncIterator[None]:
        self._pool = await asyncpg.create_pool(asyncpg_dsn(os.environ["DATABASE_URL"]), min_size=1, max_size=4)
        yield
        await self._pool.close()

    async def _cards(self) -> dict[str, Any]:
        async with self._pool.acquire() as connection:
            found = await connection.fetch(REQUESTS)
            page = found[:20]
            photos: dict[Any, list[dict[str, Any]]] = {one["id"]: [] for one in page}
            for photo in await connection.fetch(PHOTOS, list(photos)):
                photos[photo["request_id"]].append({"id": str(photo["id"])})
        edges = [{"node": _card(one, photos[one["id"]])} for one in page]
        return {"edges": edges, "pageInfo": {"hasNextPage": len(found) > len(page), "endCursor": None}}


def _card(row: Any, photos: list[dict[str, Any]]) -> dict[str, Any]:
    due_at: datetime = row["due_at"]
    return {
        "id": str(row["id"]),
        "number": row["number"],
        "status": row["status"],
        "address": row["address"],
        "dueAt": due_at.isoformat(timespec="milliseconds"),
        "category": {"id": row["category_id"], "icon": row["category_id"]},
        "photos": photos,
    }


def main() -> None:
    """Serve as the first argument says, on the engines of the environment."""
    kind = sys.argv[1]
    if kind == "graphql-core":
        setattr(QueryExecutor, "compiled", lambda *_: None)  # noqa: B010 - nothing is compiled
    settings = Settings()
    listener = serving.listening_socket("127.0.0.1", 0)
    print(listener.getsockname()[1], flush=True)
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - nothing else may speak on the pipe
    urls: dict[str, Any] = {"database_url": os.environ["DATABASE_URL"], "redis_url": os.environ["REDIS_URL"]}
    if kind == "bare":
        setattr(serving, "make_app", lambda *_, **__: Bare())  # noqa: B010 - the server is the same
    serving.serve(settings, lambda: open_application(settings, **urls, public_url="http://bench"), listener)


if __name__ == "__main__":
    main()
