"""Who counts for a live connection, and how one is refused."""

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse

from app.application import Application
from app.errors import RateLimited
from app.live.shares import Holder, holder_of
from app.models.database import OUTAGES
from app.web.graphql.refusals import refusal
from app.web.http.origin import client_of, token_of


async def holder_of_connection(application: Application, connection: HTTPConnection) -> Holder:
    """Return the network of a new connection; where that has its share, the account of the session, if there is one.

    Most sockets are counted by account later, when ``connection_init`` has named the session. Reading it here for all
    would double the reads of a reconnection of thousands.
    """
    client = client_of(connection)
    holder = holder_of(None, client)
    token = token_of(connection)
    if token is None or application.subscriptions.limits.connections.has_room_for(holder):
        return holder
    try:
        viewer = await application.find_viewer(token)
    except OUTAGES:
        return holder
    return holder_of(viewer, client)


def too_many(refused: RateLimited) -> JSONResponse:
    """Return the response 429 of a refused connection."""
    headers = {"Retry-After": str(refused.data["retryAfterSeconds"])}
    return refusal(429, refused.message, RateLimited.code, headers=headers, **refused.data)
