"""How the application tells the server when to read what a client has sent."""

from collections.abc import Awaitable, Callable

READ_TURN = "qala.read_turn"
"""The key in ``scope["extensions"]`` under which the application puts a ``ReadTurn`` once a WebSocket is accepted."""
ReadTurn = Callable[[], Awaitable[None]]
"""Returns when the next frame of this client may be parsed.

A client can put ten thousand frames of six bytes into one piece of data. Parsed at once they would stop the event loop
for a quarter of a second, and those of a hundred sockets for half a minute.
"""
