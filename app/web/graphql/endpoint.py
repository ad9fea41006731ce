"""`/graphql`: queries and mutations over HTTP through Strawberry's view, and our own WebSocket endpoint."""

from collections.abc import Callable
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.http.types import HTTPMethod
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType
from strawberry.types.unset import UNSET

from app.application import Application
from app.auth.limits import network_of
from app.errors import QalaError, RateLimited, Unauthenticated
from app.live.client_json import read_json
from app.live.close_codes import CloseCode
from app.live.engine import OperationRequest
from app.live.graphql_socket import GraphQLSocket
from app.live.messages import PROTOCOL
from app.live.socket_limits import SocketLimits
from app.models.database import OUTAGES
from app.web.graphql.admission import holder_of_connection, too_many
from app.web.graphql.bodies import BodyRefused, UploadAdapter
from app.web.graphql.refusal_pause import RefusalPause
from app.web.graphql.sse import SseEndpoint, accepts_stream
from app.web.http.compression import compress
from app.web.http.disconnect import while_connected
from app.web.http.etag import etag_of, is_current, not_modified
from app.web.http.origin import client_of, is_own_origin, token_of
from schema import schema
from schema.context import Context
from schema.errors import refusal_error

GetApplication = Callable[[], Application]
GRAPHQL_RESPONSE = "application/graphql-response+json"
ACCOUNT_HEADER = "QalaControl-Account"
"""Names the account that an operation is sent for. What waited for the network is refused when another one has signed
in with the same browser meanwhile."""
READS = frozenset({OperationType.QUERY})
READS_AND_WRITES = READS | {OperationType.MUTATION}


class HttpView(GraphQL[Context, None]):
    """Strawberry's view with our context and with the responses that the "GraphQL over HTTP" specification demands.

    A client that accepts ``application/graphql-response+json`` gets status 400 when its request could not be executed;
    a client of ``application/json`` gets 200 with the errors.
    """

    request_adapter_class = UploadAdapter

    def __init__(self, get_application: GetApplication, streams: SseEndpoint, refusal_pause: RefusalPause) -> None:
        # Uploads are safe to enable: app/web/graphql/bodies.py refuses multipart requests of foreign pages.
        super().__init__(schema, graphql_ide=None, subscription_protocols=(), multipart_uploads_enabled=True)
        self._get_application = get_application
        self._streams = streams
        self._refusal_pause = refusal_pause

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as a stream or with one response, as the client accepts; uploaded files are deleted afterwards."""
        if accepts_stream(scope):
            await self._streams(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = _tagged(request, await self.run(request))
            if _is_public(request):
                response = await compress(request, response)
        except HTTPException as error:
            response = PlainTextResponse(error.reason, error.status_code)
        finally:
            await request.close()
        await response(scope, receive, send)

    async def run(self, request: Any, context: Any = UNSET, root_value: Any = UNSET) -> Any:
        """Return the response to a request.

        One operation as JSON, which nearly all requests are, goes a short way; files, lists of operations, GET and
        everything that is refused go through Strawberry's view.
        """
        operation = await self._json_operation(request)
        if operation is None:
            return await super().run(request, context, root_value)
        response = await self.get_sub_response(request)
        await self.get_context(request, response)
        result = await self._result(request, response, operation, "POST")
        return self.create_response(await self.process_result(request, result), response)

    async def _json_operation(self, request: Request) -> OperationRequest | None:
        """Return the operation of a JSON body; None where Strawberry's view must read or refuse it."""
        headers = request.headers
        if request.method != "POST" or headers.get("content-type") != "application/json":
            return None
        if "multipart" in headers.get("accept", ""):
            return None
        try:
            body = read_json(await request.body())
        except orjson.JSONDecodeError:
            return None
        return _operation_of(body)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Return a context without a viewer, who is looked up after the body: the session may end while it arrives."""
        application = self._get_application()
        # A second defence: a foreign page cannot send JSON without a preflight request, which is never allowed.
        if not is_own_origin(request, application.command_context.public_url):
            raise HTTPException(403, f"this is no page of ours; open {application.command_context.public_url}")
        return application.context

    async def _viewer_context(self, request: Request, response: Response) -> Context:
        """Return the context of the viewer that the cookie or the bearer token names.

        Raises:
            Unauthenticated: the operation is sent for another account.
        """
        application = self._get_application()
        try:
            viewer = await application.find_viewer(token_of(request))
        except OUTAGES as error:
            raise HTTPException(503, "the database is away; try again later") from error
        sender = request.headers.get(ACCOUNT_HEADER)
        if sender is not None and (viewer is None or str(viewer.account_id) != sender):
            raise Unauthenticated("the account of this operation is not signed in")
        return application.context.of_viewer(viewer, request=request, response=response, client=client_of(request))

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Return the response that resolvers may change, in a media type that the client accepts."""
        response = await super().get_sub_response(request)
        accepted = request.headers.get("accept", "")
        response.media_type = GRAPHQL_RESPONSE if GRAPHQL_RESPONSE in accepted else "application/json"
        if request.scope.get("method") != "GET" or token_of(request):
            # The answer is for this viewer alone, and an answer to a sign-in holds a token.
            response.headers["Cache-Control"] = "no-store"
        else:
            response.headers["Vary"] = "Cookie, Authorization, Accept, Accept-Encoding"
        return response

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Return whether a browser opened the address; a GET without a query may also name its document by hash."""
        return super().should_render_graphql_ide(request) and "extensions" not in request.query_params

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData | list[GraphQLRequestData]:
        """Read the body; one that is not an object of GraphQL over HTTP is refused with 400."""
        try:
            return await super().parse_http_body(request)
        except AttributeError as error:
            raise HTTPException(400, "expected a JSON object with a query") from error

    async def parse_multipart(self, request: AsyncHTTPRequestAdapter) -> dict[str, str]:
        """Read the fields, and put the files into the variables that ``map`` names."""
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
        """Decode with orjson, which refuses invalid Unicode and unlimited nesting."""
        return read_json(data)

    def encode_json(self, data: GraphQLHTTPResponse | list[GraphQLHTTPResponse] | object) -> str | bytes:
        """Encode with orjson."""
        return orjson.dumps(data)

    async def execute_single(  # noqa: PLR0917 - overrides a method of Strawberry
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Execute a query, or a mutation of a POST; subscriptions need a socket or a stream."""
        operation = OperationRequest(
            query=request_data.query,
            operation_name=request_data.operation_name,
            variables=request_data.variables,
            extensions=request_data.extensions,
        )
        return await self._result(request, sub_response, operation, request_adapter.method)

    async def _result(
        self, request: Request, response: Response, operation: OperationRequest, method: HTTPMethod
    ) -> ExecutionResult:
        allowed = READS if method == "GET" else READS_AND_WRITES
        try:
            engine = self._get_application().engine
            viewer_context = await self._viewer_context(request, response)
            may_stop = await engine.may_stop(operation, viewer_context.payer)
            request.state.only_reads = may_stop
            working = engine.execute(operation, viewer_context, allowed)
            # A mutation is done even if its client does not wait for the answer.
            return await (while_connected(request, working) if may_stop else working)
        except InvalidOperationTypeError as error:
            raise HTTPException(400, error.as_http_error_reason(method)) from error
        except CannotGetOperationTypeError as error:
            raise HTTPException(400, error.as_http_error_reason()) from error
        except QalaError as refused:
            if isinstance(refused, RateLimited):
                await self._refusal_pause.wait(client_of(request))
            return ExecutionResult(data=None, errors=[refusal_error(refused)])
        except MissingQueryError as error:
            raise HTTPException(400, "expected a query") from error

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Return the body; without ``data`` when the request was refused before execution."""
        body = await super().process_result(request, result)
        if result.errors and result.data is None and all(error.path is None for error in result.errors):
            del body["data"]
        return body

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """Return the response with the media type and the status that the client expects."""
        status, media_type = 200, "application/json"
        if sub_response.media_type == GRAPHQL_RESPONSE:
            status, media_type = 200 if "data" in response_data else 400, f"{GRAPHQL_RESPONSE}; charset=utf-8"
        response = Response(self.encode_json(response_data), sub_response.status_code or status, media_type=media_type)
        # What resolvers have set, such as the cookie of a sign-in.
        response.raw_headers.extend(sub_response.raw_headers)
        return response


def _operation_of(body: object) -> OperationRequest | None:
    """Return the operation that a body describes; None where something in it has another type than it should."""
    if not isinstance(body, dict):
        return None
    query, name = body.get("query"), body.get("operationName")
    variables, extensions = body.get("variables"), body.get("extensions")
    if not (isinstance(query, str | None) and isinstance(name, str | None)):
        return None
    if not (isinstance(variables, dict | None) and isinstance(extensions, dict | None)):
        return None
    return OperationRequest(query=query, operation_name=name, variables=variables, extensions=extensions)


def _is_public(request: Request) -> bool:
    """Whether the answer holds only what is public: that of a read without a session."""
    return getattr(request.state, "only_reads", False) and token_of(request) is None


def _tagged(request: Request, response: Response) -> Response:
    """Return a public answer with the tag of its content, or 304 to a client that has it."""
    if request.method != "GET" or token_of(request) or response.status_code != 200:
        return response
    # A cache keeps it, and asks each time whether it is still current.
    response.headers["Cache-Control"] = "no-cache"
    response.headers["ETag"] = etag_of(bytes(response.body))
    return not_modified(response) if is_current(request, response.headers["ETag"]) else response


def socket_endpoint(get_application: GetApplication, limits: SocketLimits, path: str) -> ASGIApp:
    """Return the ASGI application of WebSockets; it refuses every path but this one."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        websocket, application = WebSocket(scope, receive, send), get_application()
        if scope["path"] != path or not is_own_origin(websocket, application.command_context.public_url):
            await websocket.close(1008)  # before accept: the handshake is answered with 403
            return
        if application.sockets.draining:
            # Accepted first: a refused handshake would not tell the client to reconnect.
            await websocket.accept(PROTOCOL if PROTOCOL in websocket.scope["subprotocols"] else None)
            await websocket.close(CloseCode.SERVICE_RESTART)
            return
        await application.subscriptions.handshakes.turn(network_of(client_of(websocket)))
        try:
            holder = await holder_of_connection(application, websocket)
            with application.subscriptions.limits.connections.held(holder) as share:
                socket = GraphQLSocket(
                    websocket,
                    application.engine,
                    application.subscriptions,
                    application.find_viewer,
                    token=token_of(websocket),
                    share=share,
                    limits=limits,
                )
                await application.sockets.serve(socket)
        except RateLimited as refused:
            # Before accept: a socket that is accepted only to be closed would cost ten times as much.
            await websocket.send_denial_response(too_many(refused))

    return serve
