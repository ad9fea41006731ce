"""The query of the viewer's sessions."""

from datetime import datetime

import strawberry

from app.auth.permissions import require
from app.queries.accounts.sessions import sessions_of
from schema.context import Info
from schema.cost import Cost


@strawberry.type(description="One browser or client in which the viewer is signed in.")
class Session:
    id: strawberry.ID
    created_at: datetime
    last_used_at: datetime | None = strawberry.field(description="To the hour.")
    expires_at: datetime = strawberry.field(description="When it ends, unless it is ended before.")
    user_agent: str = strawberry.field(description="The user agent of the browser at sign-in.")
    current: bool = strawberry.field(description="Whether this is the session that asks.")


@strawberry.type
class SessionQuery:
    """The query of the viewer's sessions."""

    @strawberry.field(
        directives=[Cost(points=20, items=5)], description="The open sessions of the viewer, newest first."
    )
    async def sessions(self, info: Info) -> list[Session]:
        viewer = require(info.context.viewer, "sessions")
        return [
            Session(
                id=strawberry.ID(str(item.id)),
                created_at=item.created_at,
                last_used_at=item.last_used_at,
                expires_at=item.expires_at,
                user_agent=item.user_agent,
                current=item.id == viewer.session_id,
            )
            for item in await sessions_of(viewer.account_id, info.context.now)
        ]
