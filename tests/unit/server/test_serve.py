"""A worker notices the end of its supervisor; a server listens, or says why it cannot."""

import asyncio
import os
import socket
from contextlib import closing

import pytest

from app.errors import SettingsError
from app.server.serve import call_at_end, listening_socket


async def test_end_of_a_pipe_calls_once():
    """The end of a pipe stays readable, so a repeated call would block the loop."""
    notified = []
    reading, writing = os.pipe()
    call_at_end(reading, lambda: notified.append(1))

    os.close(writing)
    for _ in range(20):
        await asyncio.sleep(0)

    assert notified == [1]
    os.close(reading)


def test_a_port_that_is_taken_is_refused_in_words():
    """The commonest mistake of all: the server runs already."""
    with closing(listening_socket("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        with pytest.raises(SettingsError, match=rf"cannot listen on 127\.0\.0\.1 port {port}: Address already"):
            listening_socket("127.0.0.1", port)


def test_a_host_that_is_none_is_refused_in_words():
    with pytest.raises(SettingsError, match=r"cannot listen on 203\.0\.113\.1 port 0"):
        listening_socket("203.0.113.1", 0)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_every_address_of_ipv6_takes_ipv4_as_well():
    """The address that a container listens on."""
    with closing(listening_socket("::", 0)) as listener:
        port = listener.getsockname()[1]

        socket.create_connection(("127.0.0.1", port), timeout=5).close()
