"""Data loaders: each reads a relation of many objects with one query."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar, cast
from uuid import UUID

from strawberry.dataloader import DataLoader

from app.domain.coauthors import NO_COAUTHORS, CoAuthors
from app.domain.hidden_texts import HiddenTextRecord
from app.domain.person import Person
from app.domain.receipt import Receipt
from app.domain.request_photo import RequestPhoto
from app.queries.accounts import people
from app.queries.callers import CallerContacts, caller_contacts
from app.queries.coauthors import coauthors_of
from app.queries.decisions import Decision, decisions_about
from app.queries.hidden_texts import hidden_texts
from app.queries.organisations import OrganisationName, organisations
from app.queries.photos import photos
from app.queries.service_requests import followed, follower_counts
from app.queries.verification import receipts

Key = TypeVar("Key")
Value = TypeVar("Value")


class Loader(DataLoader[Key, Value]):
    """A loader whose pending futures are known to ``Loaders.waiting``."""

    def __init__(self, read: Callable[[list[Key]], Awaitable[Sequence[Value]]], loaders: "Loaders") -> None:
        super().__init__(load_fn=read, max_batch_size=500, cache=not loaders.live)
        self._waiting = loaders.waiting

    def load(self, key: Key) -> "asyncio.Future[Value]":
        """Return a future of the value."""
        future = cast("asyncio.Future[Value]", super().load(key))
        self._waiting.add(future)
        future.add_done_callback(self._remove)
        return future

    def _remove(self, future: "asyncio.Future[Value]") -> None:
        self._waiting.discard(future)
        if future.cancelled():
            # When every caller of a batch is cancelled, Strawberry cancels its read, even one that has not started. The
            # batch would still accept the next keys and never read them, so it is dropped.
            self.batch = None
        else:
            # Retrieves the exception: the caller may be cancelled, and asyncio reports exceptions never retrieved.
            future.exception()


class Loaders:
    """The loaders of one operation, which cache; or those of all live events of a process, which do not.

    One event reaches many shared subscriptions at the same time, and their reads become one query.
    """

    def __init__(self, *, live: bool = False) -> None:
        self.live = live
        self.waiting: set[asyncio.Future[Any]] = set()

    @cached_property
    def people(self) -> Loader[UUID, Person | None]:
        """People by id."""

        async def load(ids: list[UUID]) -> Sequence[Person | None]:
            found = await people(ids)
            return [found.get(account_id) for account_id in ids]

        return Loader(load, self)

    @cached_property
    def organisations(self) -> Loader[UUID, OrganisationName | None]:
        """Organisations by id."""

        async def load(ids: list[UUID]) -> Sequence[OrganisationName | None]:
            found = await organisations(ids)
            return [found.get(organisation_id) for organisation_id in ids]

        return Loader(load, self)

    @cached_property
    def decisions(self) -> Loader[UUID, list[Decision]]:
        """Decisions about accounts by their ids."""

        async def load(ids: list[UUID]) -> Sequence[list[Decision]]:
            found = await decisions_about(ids)
            return [found.get(account_id, []) for account_id in ids]

        return Loader(load, self)

    @cached_property
    def photos(self) -> Loader[UUID, Sequence[RequestPhoto]]:
        """The photos of each request, as they are now."""

        async def load(ids: list[UUID]) -> Sequence[Sequence[RequestPhoto]]:
            found = await photos(ids)
            return [found.get(request_id, ()) for request_id in ids]

        return Loader(load, self)

    @cached_property
    def hidden_texts(self) -> Loader[UUID, Sequence[HiddenTextRecord]]:
        """The hidden texts of each request, also those that are shown again."""

        async def load(ids: list[UUID]) -> Sequence[Sequence[HiddenTextRecord]]:
            found = await hidden_texts(ids)
            return [found.get(request_id, ()) for request_id in ids]

        return Loader(load, self)

    @cached_property
    def callers(self) -> Loader[UUID, CallerContacts | None]:
        """What callers left, by the account that stands for them."""

        async def load(ids: list[UUID]) -> Sequence[CallerContacts | None]:
            found = await caller_contacts(ids)
            return [found.get(account_id) for account_id in ids]

        return Loader(load, self)

    @cached_property
    def follower_counts(self) -> Loader[UUID, int]:
        """The number of followers of each request."""

        async def load(ids: list[UUID]) -> Sequence[int]:
            found = await follower_counts(ids)
            return [found.get(request_id, 0) for request_id in ids]

        return Loader(load, self)

    @cached_property
    def coauthors(self) -> Loader[UUID, CoAuthors]:
        """The co-authors of each request: the authors of the requests merged into it."""

        async def load(ids: list[UUID]) -> Sequence[CoAuthors]:
            found = await coauthors_of(ids)
            return [found.get(request_id, NO_COAUTHORS) for request_id in ids]

        return Loader(load, self)

    @cached_property
    def receipts(self) -> Loader[tuple[UUID, str], Receipt | None]:
        """Receipts by (id, number) of the request."""

        async def load(keys: list[tuple[UUID, str]]) -> Sequence[Receipt | None]:
            found = await receipts(keys)
            return [found.get(request_id) for request_id, _ in keys]

        return Loader(load, self)

    @cached_property
    def followed(self) -> Loader[tuple[UUID, UUID], bool]:
        """Whether (account, request) is followed."""

        async def load(keys: list[tuple[UUID, UUID]]) -> Sequence[bool]:
            by_account = defaultdict[UUID, list[UUID]](list)
            for account_id, request_id in keys:
                by_account[account_id].append(request_id)
            found = {account_id: await followed(account_id, ids) for account_id, ids in by_account.items()}
            return [request_id in found[account_id] for account_id, request_id in keys]

        return Loader(load, self)
