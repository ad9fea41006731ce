"""One page of 20 cards: our server beside other programs on the same rows."""

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import httpx2
import orjson

from app.cli.engines import EngineUrls
from tests.bench.contenders import Absent, install_postgraphile
from tests.bench.process import ROOT, DidNotBegin, Measured, server
from tests.bench.scale.spread import FIRST_CITY

PAGES, WARM = 400, 100
FIRST = 20
OURS = (
    "query ($cityId: ID!, $first: Int!) { serviceRequests(filter: {cityId: $cityId}, first: $first) { edges { node"
    " { id number status address dueAt category { id icon } photos { id } } } } }"
)
STOCK = (
    "query ($cityId: ID!, $first: Int!) { serviceRequests(cityId: $cityId, first: $first)"
    " { id number status address dueAt category { id icon } photos { id } } }"
)
POSTGRAPHILE = (
    "query ($cityId: String!, $first: Int!) { allServiceRequests(condition: {cityId: $cityId}, first: $first,"
    " orderBy: CREATED_AT_DESC) { edges { node { id number status address dueAt categoryByCategoryId { id icon }"
    " photosByRequestId { nodes { id } } } } } }"
)


@dataclass(frozen=True)
class Page:
    """What one server took for a page: milliseconds, and milliseconds of its CPU."""

    name: str
    p50: float
    p95: float
    cpu: float
    numbers: list[str]


def page_table(urls: EngineUrls, ours: Callable[[], AbstractContextManager[Measured]]) -> str:
    """Measure all that can be had; return a table."""
    pages: list[Page] = []
    absent: list[str] = []
    with ours() as running:
        pages.append(asyncio.run(_measure("QalaControl", running, OURS)))
    for name, command, query in (
        ("asyncpg + orjson, two statements", _own("bare_page"), STOCK),
        ("Strawberry + Tortoise on Hypercorn, as their guides show", _own("stock_page"), STOCK),
        ("PostGraphile 4 on Node", _postgraphile, POSTGRAPHILE),
    ):
        try:
            with server(command(), {"DATABASE_URL": urls.database_url, "NODE_ENV": "production"}) as running:
                pages.append(asyncio.run(_measure(name, running, query)))
        except (Absent, DidNotBegin) as error:
            absent.append(f"{name}: absent, {error}")
    lines = ["| one page of 20 cards | p50 ms | p95 ms | CPU ms of the server | / ours |", "|---|---:|---:|---:|---:|"]
    for page in pages:
        if page.numbers != pages[0].numbers:
            raise RuntimeError(f"{page.name} answers other requests than {pages[0].name}")
        ratio = page.cpu / pages[0].cpu
        lines.append(f"| {page.name} | {page.p50:.2f} | {page.p95:.2f} | {page.cpu:.2f} | {ratio:.2f} |")
    return "\n".join(["", *lines, *absent])


def _own(module: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "-m", f"tests.bench.servers.{module}"]


def _postgraphile() -> list[str]:
    return [str(ROOT / "scripts" / "node"), "node", str(install_postgraphile() / "server.mjs")]


async def _measure(name: str, running: Measured, query: str) -> Page:
    body = orjson.dumps({"query": query, "variables": {"cityId": FIRST_CITY, "first": FIRST}})
    headers = {"content-type": "application/json"}
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{running.port}", timeout=30) as client:
        for _ in range(WARM):
            answer = await client.post("/graphql", content=body, headers=headers)
        numbers = _numbers(answer.json())
        taken, before = [], running.cpu_seconds()
        for _ in range(PAGES):
            begun = time.perf_counter()
            await client.post("/graphql", content=body, headers=headers)
            taken.append((time.perf_counter() - begun) * 1000)
        cpu = (running.cpu_seconds() - before) / PAGES * 1000
    taken.sort()
    return Page(name, taken[len(taken) // 2], taken[int(len(taken) * 0.95)], cpu, numbers)


def _numbers(answer: Any) -> list[str]:
    """Return the numbers of the requests, whatever the form of the answer."""
    if "errors" in answer:
        raise RuntimeError(str(answer["errors"])[:300])
    found = next(iter(answer["data"].values()))
    nodes = [edge["node"] for edge in found["edges"]] if isinstance(found, dict) else found
    return [node["number"] for node in nodes]
