"""A cluster of three Valkey servers on this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from app.embedded.valkey import EmbeddedValkey
from tests.ports import free_port
from tests.waiting import until

SLOTS = 16_384
NODES = 3


class NodeOfCluster(EmbeddedValkey):
    """A server in cluster mode, which listens on 127.0.0.1 besides its socket."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port, self.bus = free_port(), free_port()

    def command(self) -> list[str]:
        """Return the command line; the later of two values holds."""
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "cluster-enabled": "yes",
            "cluster-port": str(self.bus),
            "cluster-node-timeout": "500",
            # A node that is away does not stop the others, as the page about scale advises.
            "cluster-require-full-coverage": "no",
        }
        return [*super().command(), *(word for name, value in options.items() for word in (f"--{name}", value))]


@dataclass(frozen=True)
class ValkeyCluster:
    """A running cluster."""

    nodes: list[NodeOfCluster]
    clients: list[Any]
    """A client of each node by itself."""

    @property
    def url(self) -> str:
        """The address of the cluster."""
        return f"redis+cluster://{','.join(f'127.0.0.1:{node.port}' for node in self.nodes)}"

    async def node_with(self, key: str) -> int:
        """Return the index of the node that has this key."""
        slot = await self.clients[0].execute_command("CLUSTER", "KEYSLOT", key)
        return int(slot * NODES // SLOTS)


def _slots(index: int) -> tuple[int, int]:
    """Return the first and the last slot of a node, for which ``slot * NODES // SLOTS`` is the index."""
    return -(-index * SLOTS // NODES), -(-(index + 1) * SLOTS // NODES) - 1


@asynccontextmanager
async def valkey_cluster(home: Path) -> AsyncIterator[ValkeyCluster]:
    """Run a cluster without replicas below this folder."""
    nodes = [NodeOfCluster(home / f"node-{number}") for number in range(NODES)]
    with ExitStack() as started:
        async with AsyncExitStack() as opened:
            clients: list[Any] = []
            for node in nodes:
                started.callback(node.stop)
                client: Any = Redis.from_url(await asyncio.to_thread(node.start))
                opened.push_async_callback(client.aclose)
                clients.append(client)
            for index, client in enumerate(clients):
                await client.execute_command("CLUSTER", "ADDSLOTSRANGE", *_slots(index))
                await client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", index + 1)
            for node in nodes[1:]:
                await clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", node.port, node.bus)
            for client in clients:
                await until(partial(_knows_all, client), "the nodes of the cluster know each other")
            yield ValkeyCluster(nodes, clients)


async def _knows_all(client: Any) -> bool:
    info = await client.execute_command("CLUSTER", "INFO")
    text = info if isinstance(info, dict) else dict(line.split(":", 1) for line in info.decode().split())
    return text["cluster_state"] == "ok" and text["cluster_slots_ok"] == str(SLOTS) and text["cluster_size"] == "3"
