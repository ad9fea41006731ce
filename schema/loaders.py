"""Data loaders: each reads a relation of many objects with one query."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from app.domain.accounts.person import Person
from app.domain.log.receipt import Receipt
from app.domain.photos.request_photo import RequestPhoto
from app.domain.requests.coauthors import NO_COAUTHORS, CoAuthors
from app.domain.text.hidden_texts import HiddenTextRecord
from app.live.eager import SharedRead
from app.queries.accounts.callers import CallerContacts, caller_contacts
from app.queries.accounts.decisions import Decision, decisions_about
from app.queries.accounts.organisations import OrganisationName, organisations
from app.queries.accounts.people import people
from app.queries.log.verification import receipts
from app.queries.photos.request_photos import photos
from app.queries.requests.coauthors import coauthors_of
from app.queries.requests.hidden_texts import hidden_texts
from app.queries.requests.service_requests import followed, follower_counts
from schema.may_wait import MayWait

Key = TypeVar("Key")
Value = TypeVar("Value")
MAX_BATCH = 500
"""Keys of one query."""


class Loader(Generic[Key, Value]):
    """Reads the values of all keys that are asked for in one step of the event loop with one query."""

    def __init__(self, read: Callable[[list[Key]], Awaitable[Sequence[Value]]], loaders: "Loaders") -> None:
        self._read = read
        self._is_caching = not loaders.live
        self._known: dict[Key, asyncio.Future[Value]] = {}
        """What was asked for before, in a loader that caches."""
        self._batch: list[tuple[Key, asyncio.Future[Value]]] = []
        self._reading: dict[asyncio.Task[None], list[tuple[Key, asyncio.Future[Value]]]] = {}

    def load(self, key: Key) -> "asyncio.Future[Value]":
        """Return a future of the value."""
        if (known := self._known.get(key)) is not None:
            return known
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Value] = SharedRead(loop=loop)
        future.add_done_callback(self._remove)
        if not self._batch:
            loop.call_soon(self._start)
        self._batch.append((key, future))
        if self._is_caching:
            self._known[key] = future
        return future

    async def load_many(self, keys: Iterable[Key]) -> list[Value]:
        """Return the values of all these keys."""
        return await asyncio.gather(*map(self.load, keys))

    def _start(self) -> None:
        batch, self._batch = self._batch, []
        for first in range(0, len(batch), MAX_BATCH):
            part = batch[first : first + MAX_BATCH]
            reading = asyncio.create_task(self._finish(part), name="loader")
            self._reading[reading] = part
            reading.add_done_callback(self._reading.pop)

    async def _finish(self, batch: "list[tuple[Key, asyncio.Future[Value]]]") -> None:
        if _is_left(batch):
            return
        try:
            values = await self._read([key for key, _ in batch])
            found = list(zip(batch, values, strict=True))
        except Exception as error:  # noqa: BLE001 - it belongs to those who wait
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), value in found:
            if not future.done():
                future.set_result(value)

    def _remove(self, future: "asyncio.Future[Value]") -> None:
        if not future.cancelled():
            # Retrieves the exception: the caller may be cancelled, and asyncio reports exceptions never retrieved.
            future.exception()
            return
        for reading, batch in self._reading.items():
            # The client has left: cancelling reaches the statement that PostgreSQL runs.
            if _is_left(batch):
                reading.cancel()


class RequestLoader(Loader[UUID, Value]):
    """Values of requests, which may be read ahead; none of them is None."""

    def __init__(self, read: Callable[[list[UUID]], Awaitable[Sequence[Value]]], loaders: "Loaders") -> None:
        super().__init__(read, loaders)
        self._ahead: dict[int, Value] = {}
        """What was read ahead, by the number of the id."""
        self._was_asked = False
        """Whether anything was asked for since values were read ahead."""

    def get(self, key: UUID) -> MayWait[Value]:
        """Return the value where it was read ahead, else a coroutine of it."""
        self._was_asked = True
        found = self._ahead.get(key.int)
        return self._loaded(key) if found is None else found

    def load(self, key: UUID) -> "asyncio.Future[Value]":
        """Return a future of the value."""
        self._was_asked = True
        if (found := self._ahead.get(key.int)) is None:
            return super().load(key)
        read: asyncio.Future[Value] = SharedRead()
        read.set_result(found)
        return read

    async def _loaded(self, key: UUID) -> Value:
        return await self.load(key)

    async def read_ahead(self, request_ids: list[UUID]) -> dict[int, Value]:
        """Return the values of these requests by the numbers of the ids; none where none was asked for lately."""
        if not self._was_asked:
            return {}
        self._was_asked = False
        values = await self._read(request_ids)
        return {request_id.int: value for request_id, value in zip(request_ids, values, strict=True)}

    def keep(self, values: dict[int, Value]) -> None:
        """Use these values, which were read ahead, until ``forget``."""
        self._ahead.update(values)

    def forget(self, numbers: Iterable[int]) -> None:
        """Read the values of the requests with these numbers anew from now on."""
        for number in numbers:
            self._ahead.pop(number, None)


def _is_left(batch: "list[tuple[Any, asyncio.Future[Any]]]") -> bool:
    """Whether no caller waits for a key of the batch any more."""
    return all(future.cancelled() for _, future in batch)


class Loaders:
    """The loaders of one operation, which cache; or those of all live events of a process, which do not.

    One event reaches many shared subscriptions at the same time, and their reads become one query.
    """

    def __init__(self, *, live: bool = False) -> None:
        self.live = live

    async def read_ahead(self, request_ids: list[UUID]) -> Callable[[], None]:
        """Read with one query for each kind what events of these requests will ask for, if events lately did.

        Return what has the values used until ``forget``. Before it is called, and where one kind fails, none is.
        """
        async with asyncio.TaskGroup() as reading:
            read = [(loader, reading.create_task(loader.read_ahead(request_ids))) for loader in self._of_requests()]

        def keep() -> None:
            for loader, values in read:
                loader.keep(values.result())

        return keep

    def forget(self, numbers: Iterable[int]) -> None:
        """Read anew what belongs to the requests with these numbers from now on."""
        for loader in self._of_requests():
            loader.forget(numbers)

    def _of_requests(self) -> "tuple[RequestLoader[Any], ...]":
        return (self.photos, self.follower_counts, self.hidden_texts)

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
    def photos(self) -> RequestLoader[Sequence[RequestPhoto]]:
        """The photos of each request, as they are now."""

        async def load(ids: list[UUID]) -> Sequence[Sequence[RequestPhoto]]:
            found = await photos(ids)
            return [found.get(request_id, ()) for request_id in ids]

        return RequestLoader(load, self)

    @cached_property
    def hidden_texts(self) -> RequestLoader[Sequence[HiddenTextRecord]]:
        """The hidden texts of each request, also those that are shown again."""

        async def load(ids: list[UUID]) -> Sequence[Sequence[HiddenTextRecord]]:
            found = await hidden_texts(ids)
            return [found.get(request_id, ()) for request_id in ids]

        return RequestLoader(load, self)

    @cached_property
    def callers(self) -> Loader[UUID, CallerContacts | None]:
        """What callers left, by the account that stands for them."""

        async def load(ids: list[UUID]) -> Sequence[CallerContacts | None]:
            found = await caller_contacts(ids)
            return [found.get(account_id) for account_id in ids]

        return Loader(load, self)

    @cached_property
    def follower_counts(self) -> RequestLoader[int]:
        """The number of followers of each request."""

        async def load(ids: list[UUID]) -> Sequence[int]:
            found = await follower_counts(ids)
            return [found.get(request_id, 0) for request_id in ids]

        return RequestLoader(load, self)

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
