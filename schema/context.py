"""What a resolver finds in ``info.context``."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import strawberry
from starlette.requests import Request
from starlette.responses import Response

from app.auth.viewer import PUBLIC, Audience, Viewer, personal_audience
from app.commands.context import CommandContext
from app.queries.catalog import Catalog
from schema.loaders import Loaders


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One operation, or one event of a shared subscription.

    ``viewer`` is who asks; in a shared run nobody asks, so it is None, and only ``audience`` decides what is shown.
    """

    command_context: CommandContext
    catalog: Catalog
    epoch: str
    viewer: Viewer | None = None
    audience: Audience = PUBLIC
    loaders: Loaders = field(default_factory=Loaders)
    request: Request | None = None
    response: Response | None = None
    secure_cookie: bool = False
    client: str | None = None
    """The network address of whoever asks, as the socket says it, or a proxy that the settings name."""

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.command_context.clock.now()

    def of_viewer(self, viewer: Viewer | None, **changes: Any) -> "Context":
        """Return a context in which this person asks."""
        audience = PUBLIC if viewer is None else personal_audience(viewer)
        return replace(self, viewer=viewer, audience=audience, loaders=Loaders(), **changes)

    def of_audience(self, audience: Audience, loaders: Loaders) -> "Context":
        """Return a context in which a group sees; nobody in particular asks, unless the group is one person."""
        return replace(
            self, viewer=audience.viewer, audience=audience, loaders=loaders, request=None, response=None, client=None
        )

    def fresh(self) -> "Context":
        """Return the same context with empty loaders."""
        return replace(self, loaders=Loaders())


Info = strawberry.Info[Context, None]
