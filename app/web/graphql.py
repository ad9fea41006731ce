"""`/graphql`: queries and mutations by HTTP through Strawberry's view, everything live by our own socket."""

from collections.abc import Callable
from urllib.parse import urlsplit

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse

from app.auth.sessions import COOKIE
from app.bootstrap import House
from app.live.transport import GraphQLSocket, SocketLimits
from schema import schema
from schema.context import Context

GiveHouse = Callable[[], House]


class HttpView(GraphQL[Context, None]):
    """Strawberry's view with our context."""

    def __init__(self, house: GiveHouse) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=())
        self._house = house

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Return the context of whoever the cookie or the bearer token says."""
        house = self._house()
        viewer = await house.find_viewer(token_of(request))
        return house.context.of_viewer(viewer, request=request, response=response)

    def encode_json(self, data: GraphQLHTTPResponse | list[GraphQLHTTPResponse] | object) -> str | bytes:
        """Encode with orjson."""
        return orjson.dumps(data)


def socket_endpoint(house: GiveHouse, limits: SocketLimits) -> Callable[[WebSocket], object]:
    """Return the WebSocket side of ``/graphql``."""

    async def serve(websocket: WebSocket) -> None:
        the_house = house()
        if the_house.sockets.draining or not is_own_origin(websocket, the_house.desk.public_url):
            await websocket.close(1008)  # before accept: the handshake is answered with 403
            return
        socket = GraphQLSocket(
            websocket,
            the_house.engine,
            the_house.runs,
            the_house.find_viewer,
            token=token_of(websocket),
            limits=limits,
        )
        await the_house.sockets.serve(socket)

    return serve


def token_of(connection: Request | WebSocket) -> str | None:
    """Return the bearer token, or the one in the cookie."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return connection.cookies.get(COOKIE) or None


def is_own_origin(connection: WebSocket, public_url: str) -> bool:
    """Whether a browser page of our own opened this socket; clients that are no browsers send no Origin."""
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    return urlsplit(origin).netloc in {connection.headers.get("host", ""), urlsplit(public_url).netloc}
