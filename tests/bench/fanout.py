"""One topic, many sockets: what a delivery costs the server, and how long it takes."""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from app.cli.engines import EngineUrls
from tests.bench.events import SAMPLE_PAYLOAD, Feeder
from tests.bench.process import CLIENT_CORE, Measured, server

HERE = Path(__file__).parent
EVENTS = 40
DOCUMENTS = HERE.parents[1] / "frontend" / "src" / "documents"


def page_document() -> str:
    """Return the page's own subscription to a city, with the fragments it uses."""
    operations = (DOCUMENTS / "subscriptions.graphql").read_text()
    fragments = (DOCUMENTS / "fragments.graphql").read_text()
    city_feed = next(line for line in operations.splitlines() if line.startswith("subscription CityFeed"))
    known = {
        part.split()[1]: part for part in re.split(r"(?m)^(?=fragment )", fragments) if part.startswith("fragment ")
    }
    used: dict[str, str] = {}
    wanted = re.findall(r"\.\.\.(\w+)", city_feed)
    while wanted:
        if (name := wanted.pop()) not in used:
            used[name] = known[name]
            wanted += re.findall(r"\.\.\.(\w+)", known[name])
    return "\n".join([city_feed, *used.values()])


@dataclass(frozen=True)
class Row:
    """One server's figures."""

    name: str
    microseconds: float
    kilobytes: float
    client: dict[str, float]


def measure(name: str, running: Measured, sockets: int, subscribe: str, feeder: Feeder) -> Row:
    """Connect the load, send the events, and return what it cost."""
    idle = running.pss_kilobytes()
    client = subprocess.Popen(
        [sys.executable, str(HERE / "client.py"), f"ws://127.0.0.1:{running.port}/graphql", str(sockets), subscribe],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.sched_setaffinity(client.pid, {CLIENT_CORE})
    assert client.stdout is not None
    assert client.stdin is not None
    assert client.stdout.readline().strip() == "ready"
    kilobytes = (running.pss_kilobytes() - idle) / sockets
    begun = running.cpu_seconds()
    for _ in range(EVENTS):
        feeder.send()
        time.sleep(max(0.05, sockets / 20_000))
    client.stdin.write(f"{EVENTS}\n")
    client.stdin.flush()
    figures: dict[str, float] = json.loads(client.stdout.readline())
    spent = running.cpu_seconds() - begun
    client.terminate()
    client.wait()
    return Row(name, spent / (EVENTS * sockets) * 1e6, kilobytes, figures)


def report_fanout(urls: EngineUrls, epoch: str, sockets: int) -> str:
    """Measure ours and the floor in one run; return a table."""
    feeder = Feeder(redis.Redis.from_url(urls.redis_url), epoch)
    subscribe = json.dumps(
        {
            "id": "x",
            "type": "subscribe",
            "payload": {
                "query": page_document(),
                "operationName": "CityFeed",
                "variables": {"cityId": "almaty"},
            },
        }
    )
    environment = {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url, "STREAM": feeder.bare_stream}
    rows = []
    with server([str(HERE / "servers" / "ours.py")], {**environment, "PYTHONPATH": str(HERE.parents[1])}) as running:
        rows.append(measure("QalaControl", running, sockets, subscribe, feeder.ours()))
    with server([str(HERE / "servers" / "broadcast.py"), SAMPLE_PAYLOAD], environment) as running:
        rows.append(measure("websockets broadcast()", running, sockets, subscribe, feeder.bare()))
    floor = rows[-1].microseconds
    lines = [
        f"| one topic, {sockets} sockets, {EVENTS} events | CPU us a delivery | ratio | Pss KB a socket"
        " | p50 ms | p99 ms | lost | doubled |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        client = row.client
        lines.append(
            f"| {row.name} | {row.microseconds:.1f} | {row.microseconds / floor:.2f} | {row.kilobytes:.1f} |"
            f" {client.get('p50', 0):.1f} | {client.get('p99', 0):.1f} | {client['lost']} | {client['doubled']} |"
        )
    invalid = any(row.client["lost"] or row.client["doubled"] for row in rows)
    return "\n".join(lines) + ("\nINVALID: events were lost or doubled.\n" if invalid else "\n")
