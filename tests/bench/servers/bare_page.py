"""A page of cards by asyncpg and orjson alone: two statements, one answer, no GraphQL."""

import asyncio
import os
from typing import Any

import asyncpg
import orjson
import uvloop

from app.models.database import asyncpg_dsn

_PAGE = """
    SELECT r.id, r.number, r.status, r.address, r.due_at, r.category_id, c.icon FROM service_request r
    JOIN category c ON c.id = r.category_id WHERE r.city_id = $1 ORDER BY r.created_at DESC, r.id DESC LIMIT $2
"""
_PHOTOS = """
    SELECT request_id, id FROM photo WHERE request_id = ANY($1) AND hidden_at IS NULL AND retracted_at IS NULL
    ORDER BY request_id, version, position
"""


async def page(pool: "asyncpg.Pool[Any]", city_id: str, first: int) -> bytes:
    """Return the answer."""
    async with pool.acquire() as connection:
        found = await connection.fetch(_PAGE, city_id, first)
        pictures: dict[Any, list[dict[str, Any]]] = {}
        for row in await connection.fetch(_PHOTOS, [row["id"] for row in found]):
            pictures.setdefault(row["request_id"], []).append({"id": str(row["id"])})
    cards = [
        {
            "id": str(row["id"]),
            "number": row["number"],
            "status": row["status"],
            "address": row["address"],
            "dueAt": row["due_at"],
            "category": {"id": row["category_id"], "icon": row["icon"]},
            "photos": pictures.get(row["id"], []),
        }
        for row in found
    ]
    return orjson.dumps({"data": {"serviceRequests": cards}})


async def _serve(pool: "asyncpg.Pool[Any]", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
            given = orjson.loads(await reader.readexactly(length))["variables"]
            body = await page(pool, given["cityId"], given["first"])
            writer.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    """Serve until cancelled."""
    pool = await asyncpg.create_pool(asyncpg_dsn(os.environ["DATABASE_URL"]), min_size=1, max_size=10)
    serving = await asyncio.start_server(lambda reader, writer: _serve(pool, reader, writer), "127.0.0.1", 0)
    print(serving.sockets[0].getsockname()[1], flush=True)
    await serving.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
