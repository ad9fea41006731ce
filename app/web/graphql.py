"""`/graphql`: queries and mutations by HTTP through Strawberry's view, everything live by our own socket."""

from collections.abc import Callable

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from app.application import Application
from app.errors import QalaError
from app.live.close_codes import CloseCode
from app.live.messages import PROTOCOL
from app.live.transport import GraphQLSocket, SocketLimits
from app.models.database import OUTAGES
from app.web.bodies import BodyRefused, UploadAdapter
from app.web.origin import client_of, is_own_origin, token_of
from app.web.sse import SseEndpoint, accepts_stream
from schema import schema
from schema.context import Context, Operation

GiveHouse = Callable[[], Application]
GRAPHQL_RESPONSE = "application/graphql-response+json"


class HttpView(GraphQL[Context, None]):
    """Strawberry's view with our context, and with the answers that "GraphQL over HTTP" asks for.

    A client that accepts ``application/graphql-response+json`` gets status 400 when its request could not be executed;
    one that knows only ``application/json`` gets 200 and the errors, as it expects.
    """

    request_adapter_class = UploadAdapter

    def __init__(self, application: GiveHouse, streams: SseEndpoint) -> None:
        # A multipart request of a foreign page does not come as far as here: see app/web/bodies.py.
        super().__init__(schema, graphql_ide=None, subscription_protocols=(), multipart_uploads_enabled=True)
        self._application = application
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the client accepts it: as a stream, or at once; the files it brought are gone afterwards."""
        if accepts_stream(scope):
            await self._streams(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await self.run(request)
        except HTTPException as error:
            response = PlainTextResponse(error.reason, error.status_code)
        finally:
            await request.close()
        await response(scope, receive, send)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Return the context of nobody yet: the session may end while the body, with all its photos, is on the way."""
        application = self._application()
        # A foreign page cannot send JSON without asking first, and nobody answers it; this is the second lock.
        if not is_own_origin(request, application.command_context.public_url):
            raise HTTPException(403, "this page may not speak for its visitor")
        return application.context

    async def _context_of_asker(self, request: Request, response: Response) -> Context:
        """Return the context of whoever the cookie or the bearer token says."""
        application = self._application()
        try:
            viewer = await application.find_viewer(token_of(request))
        except OUTAGES as error:
            raise HTTPException(503, "the database is away; try again later") from error
        return application.context.of_viewer(viewer, request=request, response=response, client=client_of(request))

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Return the answer that resolvers may add to, in the media type that the client understands."""
        response = await super().get_sub_response(request)
        accepted = request.headers.get("accept", "")
        response.media_type = GRAPHQL_RESPONSE if GRAPHQL_RESPONSE in accepted else "application/json"
        return response

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Return whether a person came to look; a GET without a query may also name its document by hash."""
        return super().should_render_graphql_ide(request) and "extensions" not in request.query_params

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData | list[GraphQLRequestData]:
        """Read the body; whatever is no object of GraphQL over HTTP is the client's mistake."""
        try:
            return await super().parse_http_body(request)
        except AttributeError as error:
            raise HTTPException(400, "expected a JSON object with a query") from error

    async def parse_multipart(self, request: AsyncHTTPRequestAdapter) -> dict[str, str]:
        """Read the fields and put the files where ``map`` says."""
        try:
            return await super().parse_multipart(request)
        except (AttributeError, TypeError, LookupError, ValueError, HTTPException) as error:
            raise BodyRefused(
                400,
                "INVALID_INPUT",
                "expected the fields operations and map, and every file that map names, before the files;"
                " see https://github.com/jaydenseric/graphql-multipart-request-spec",
                field="map",
            ) from error

    def decode_json(self, data: str | bytes) -> object:
        """Decode with orjson, which refuses what is no Unicode, and nesting without end."""
        return orjson.loads(data)

    def encode_json(self, data: GraphQLHTTPResponse | list[GraphQLHTTPResponse] | object) -> str | bytes:
        """Encode with orjson."""
        return orjson.dumps(data)

    async def execute_single(  # noqa: PLR0917 - the signature is Strawberry's
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Execute what HTTP may ask for: GET reads, POST writes too, and whoever wants to watch opens a socket."""
        allowed = {OperationType.QUERY} | ({OperationType.MUTATION} if request_adapter.method == "POST" else set())
        try:
            return await self.schema.execute(
                self._application().engine.documents.text(request_data.query, request_data.extensions),
                variable_values=request_data.variables,
                context_value=Operation(await self._context_of_asker(request, sub_response)),
                operation_name=request_data.operation_name,
                allowed_operation_types=allowed,
            )
        except InvalidOperationTypeError as error:
            raise HTTPException(400, error.as_http_error_reason(request_adapter.method)) from error
        except CannotGetOperationTypeError as error:
            raise HTTPException(400, error.as_http_error_reason()) from error
        except QalaError as refused:
            return ExecutionResult(data=None, errors=[GraphQLError(refused.message, extensions=refused.extensions)])
        except MissingQueryError as error:
            raise HTTPException(400, "expected a query") from error

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Return the body: without ``data`` when the request was refused as a whole, before anything was executed."""
        body = await super().process_result(request, result)
        if result.errors and result.data is None and all(error.path is None for error in result.errors):
            del body["data"]
        return body

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """Return the answer in the media type, and with the status, that the client expects."""
        response = super().create_response(response_data, sub_response)
        if sub_response.media_type == GRAPHQL_RESPONSE:
            response.headers["content-type"] = f"{GRAPHQL_RESPONSE}; charset=utf-8"
            response.status_code = 200 if "data" in response_data else 400
        return response


def socket_endpoint(application: GiveHouse, limits: SocketLimits, path: str) -> ASGIApp:
    """Return the WebSocket side of ``/graphql``; at other paths nobody answers."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        websocket, running_application = WebSocket(scope, receive, send), application()
        if scope["path"] != path or not is_own_origin(websocket, running_application.command_context.public_url):
            await websocket.close(1008)  # before accept: the handshake is answered with 403
            return
        if running_application.sockets.draining:
            # Accepted first, for a refused handshake does not tell a client that coming back is right.
            await websocket.accept(PROTOCOL if PROTOCOL in websocket.scope["subprotocols"] else None)
            await websocket.close(CloseCode.SERVICE_RESTART)
            return
        socket = GraphQLSocket(
            websocket,
            running_application.engine,
            running_application.subscriptions,
            running_application.find_viewer,
            token=token_of(websocket),
            limits=limits,
        )
        await running_application.sockets.serve(socket)

    return serve
