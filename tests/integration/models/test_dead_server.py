"""A database whose machine fails closes no connection: the kernel breaks those that it answers no more."""

import socket

import asyncpg

from app.models import pooled_connection
from app.models.pooled_connection import PooledConnection, detect_dead_server
from tests.tcp_proxy import PostgresProxy, tcp_proxy

OPTIONS = ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT")


async def test_connection_over_tcp_is_watched(test_app, urls, monkeypatch):
    watched = []

    def watch(connected: socket.socket) -> None:
        detect_dead_server(connected)
        keeps_alive = connected.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        named = [connected.getsockopt(socket.IPPROTO_TCP, getattr(socket, name)) for name in OPTIONS]
        watched.append([keeps_alive, *named])

    monkeypatch.setattr(pooled_connection, "detect_dead_server", watch)
    async with tcp_proxy(PostgresProxy(urls.database_url)) as proxy:
        connection = await asyncpg.connect(proxy.url, connection_class=PooledConnection)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()

    assert watched == [[1, 10, 5, 4, 30_000]]
