"""Ports for programs that a test starts, and stops and starts again."""

import socket


def free_port() -> int:
    """Return a port without a listener, which no other program gets from the kernel while this process lives.

    A socket that is bound and does not listen keeps it: the kernel gives the port to no other socket, neither to listen
    nor to connect from, and a server that sets ``SO_REUSEADDR``, as nearly all do, can still listen on it.
    """
    keeper = socket.socket()
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind(("127.0.0.1", 0))
    port = int(keeper.getsockname()[1])
    # The descriptor stays open until the process ends; child processes do not inherit it.
    keeper.detach()
    return port
