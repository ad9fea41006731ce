"""What resolvers work with: the context of an operation, and the ``info`` that leads to it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import strawberry
from starlette.requests import Request
from starlette.responses import Response

from app.auth.fair_queue import Payer
from app.auth.viewer import PUBLIC, Audience, Viewer, personal_audience
from app.commands.context import CommandContext
from app.queries.cities.catalog import Catalog
from schema.loaders import Loaders


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the fields of one operation, or of one event of a shared subscription, are resolved with.

    ``viewer`` is the account that asks. A shared subscription has none: only ``audience`` decides what is shown there.
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
    """The network address of the client, from the socket or from a proxy that the settings name."""

    @property
    def payer(self) -> Payer:
        """Who pays for what the operation reads."""
        return Payer.of(self.client, None if self.viewer is None else self.viewer.account_id)

    @property
    def now(self) -> datetime:
        """The present moment."""
        return self.command_context.clock.now()

    def of_viewer(self, viewer: Viewer | None, **changes: Any) -> "Context":
        """Return a context for another operation, which this account asks for."""
        return replace(self.signed_in_as(viewer), loaders=Loaders(), **changes)

    def signed_in_as(self, viewer: Viewer | None) -> "Context":
        """Return a context for the rest of the same operation, in which this account asks."""
        audience = PUBLIC if viewer is None else personal_audience(viewer)
        return replace(self, viewer=viewer, audience=audience)

    def of_audience(self, audience: Audience, loaders: Loaders) -> "Context":
        """Return a context for an audience; it has a viewer only where the audience is one account."""
        return replace(
            self, viewer=audience.viewer, audience=audience, loaders=loaders, request=None, response=None, client=None
        )

    def fresh(self) -> "Context":
        """Return the same context with empty loaders."""
        return replace(self, loaders=Loaders())


@dataclass(slots=True)
class Operation:
    """One running operation, the value that graphql-core hands to every field. A sign-in replaces its context."""

    context: Context


class Info(strawberry.Info[Any, None]):
    """Strawberry's ``info``, with the present context of the operation."""

    @property
    def context(self) -> Context:
        """The context in which this field is resolved."""
        operation: Operation = self._raw_info.context
        return operation.context

    @property
    def now(self) -> datetime:
        """The present moment; in a compiled operation, that of its first field that asked."""
        return self.context.now

    def sign_in(self, viewer: Viewer) -> Context:
        """Return a context in which this account asks; the fields that are resolved after this one get it too."""
        operation: Operation = self._raw_info.context
        operation.context = operation.context.signed_in_as(viewer)
        return operation.context
