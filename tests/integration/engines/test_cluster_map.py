"""Gaps in the map of the slots, which a client of a cluster has while nodes are away or have just started."""

import asyncio
import shutil

import pytest
from redis.asyncio.cluster import ClusterNode
from redis.exceptions import MovedError

from app.redis_clients import REDIS_OUTAGES, open_redis
from tests.conftest import temporary_home
from tests.valkey_cluster import NodeOfCluster, valkey_cluster

KEY = "qala:events"


@pytest.fixture
async def client():
    """A client of a cluster that knows the whole map."""
    home = temporary_home()
    try:
        async with valkey_cluster(home) as cluster:
            client = open_redis(cluster.url)
            await client.initialize()
            yield client
            await client.aclose()
    finally:
        await asyncio.to_thread(shutil.rmtree, home, ignore_errors=True)


async def _set(client):
    await client.set(KEY, "1")


async def _set_by_pipeline(client):
    await client.pipeline(transaction=False).set(KEY, "1").execute()


async def _subscribe(client):
    # As the listeners of signals do: the client chooses the node of a channel from its map.
    await client.initialize()
    async with client.pubsub() as pubsub:
        await pubsub.subscribe(KEY)


def _is_complete(client):
    return len(client.nodes_manager.slots_cache) == 16_384


@pytest.mark.parametrize("command", [_set, _set_by_pipeline, _subscribe])
async def test_a_slot_that_the_map_leaves_out_is_an_outage_after_which_the_map_is_asked_again(client, command):
    del client.nodes_manager.slots_cache[client.keyslot(KEY)]

    try:
        await command(client)
    except REDIS_OUTAGES:
        await command(client)

    assert _is_complete(client)


async def test_a_node_that_names_another_for_a_slot_that_the_map_leaves_out(client, monkeypatch):
    """The map is asked anew by another command while this one is on its way."""
    slots, slot = client.nodes_manager.slots_cache, client.keyslot(KEY)
    owner = slots[slot][0]
    slots[slot] = [next(node for node in client.get_nodes() if node is not owner)]
    ask, refused = ClusterNode.execute_command, []

    async def refuse(node, *args, **kwargs):
        try:
            return await ask(node, *args, **kwargs)
        except MovedError:
            refused.append(slots.pop(slot))
            raise

    monkeypatch.setattr(ClusterNode, "execute_command", refuse)

    with pytest.raises(REDIS_OUTAGES):
        await _set(client)
    await _set(client)

    assert len(refused) == 1
    assert _is_complete(client)


async def test_a_map_without_nodes_is_an_outage():
    """A node that has just started knows no slots."""
    home = temporary_home()
    node = NodeOfCluster(home)
    client = open_redis(f"redis+cluster://127.0.0.1:{node.port}")
    try:
        await asyncio.to_thread(node.start)
        for command in (_set, _set_by_pipeline, _subscribe):
            with pytest.raises(REDIS_OUTAGES):
                await command(client)
    finally:
        await client.aclose()
        await asyncio.to_thread(node.stop)
        await asyncio.to_thread(shutil.rmtree, home, ignore_errors=True)
