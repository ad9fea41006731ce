"""Sends the letters of the outbox: claims them, composes each in the reader's language, delivers and records it.

Every process runs one; a letter is claimed by one process at a time. A letter is sent at least once, and twice only if
a process ends between the delivery and the record of it: see docs/letters.md.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import asyncpg
import structlog

from app.clock import Clock
from app.domain.accounts.names import presentable
from app.domain.accounts.roles import Locale, by_locale
from app.domain.log.events import EventKind
from app.domain.notifications.letters import Channel, LetterKind, NotificationKind
from app.models import Category, City
from app.models.cities.zone_data import known_zones
from app.models.database import rows
from app.notifications.addressee import Addressee, PlaceNames
from app.notifications.compose import MessageComposer
from app.notifications.links import Links, Subscription
from app.notifications.outbox import ClaimedLetter, claim, failed, next_due_at, sent, unsent_counts
from app.notifications.quiet_letters import hold_quiet_letters
from app.notifications.transport import DeliveryFailed, Message, Transport
from app.notifications.work_photos import work_photos

log = structlog.get_logger()

BATCH = 8
"""How many letters are delivered at once."""
LONGEST_SECONDS = 60
"""A delivery that takes longer has failed. Well below the lease, so that no other process has claimed the letter."""
SHUTDOWN_SECONDS = 5
POLL_SECONDS = 5.0
"""How often a sender looks for letters that other processes have put into the outbox."""
SECONDS_ALONE = 0.5
"""How often a sender without commands beside it looks for letters that they have put into the outbox."""
SETTLE_SECONDS = 0.1
"""Letters are composed so long after the sender was woken, because the event that caused them is pushed at that time.
Those of many commands are then claimed together."""

_Accounts = Mapping[UUID, Mapping[str, Any]]
"""The accounts that a batch of letters is for, by id, as they are when the batch is sent."""


class PlaceCatalog(Protocol):
    """Reads the cities and categories that letters name."""

    async def cities(self) -> Mapping[str, City]:
        """Return all cities."""
        ...

    async def categories(self) -> Mapping[str, Category]:
        """Return all categories."""
        ...


class Sender:
    """Runs until cancelled.

    Setting ``woken`` says that the outbox has grown; ``poll_seconds`` bounds the delay of letters of other processes.
    """

    def __init__(
        self,
        clock: Clock,
        transports: Mapping[Channel, Transport],
        links: Links,
        woken: asyncio.Event,
        *,
        catalog: PlaceCatalog,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._clock = clock
        self.transports = dict(transports)
        self._links = links
        self._catalog = catalog
        self._woken = woken
        self._poll_seconds = poll_seconds
        self._running: set[asyncio.Task[None]] = set()
        self._delivered: list[UUID] = []
        self._is_starting = False
        self.unsent: dict[str, int] = {}
        """How many letters are not sent, by ``outbox.UNSENT``, as counted after the last round."""

    async def run(self) -> None:
        """Send what is due, then wait until something is."""
        while True:
            self._woken.clear()
            pause = self._poll_seconds
            try:
                # Fewer than a batch: nothing else is due, or it has set the event, or its time is found below.
                while await self.send_due() == BATCH:
                    pass
                await self.count()
                pause = self._until(await next_due_at())
            except Exception as error:  # noqa: BLE001 - the outbox is kept, so the next round tries again
                log.warning("outbox_unreachable", error=str(error))
            # Not wait_for(): on Python 3.11 it can swallow a cancellation that arrives together with the wake-up.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()
                    await asyncio.sleep(SETTLE_SECONDS)

    async def watch(self) -> None:
        """Count what is not sent, and send nothing: another process does."""
        while True:
            try:
                await self.count()
            except Exception as error:  # noqa: BLE001 - counted again in the next round
                log.warning("outbox_unreachable", error=str(error))
            await asyncio.sleep(self._poll_seconds)

    async def send_due(self) -> int:
        """Try the next letters that are due; return how many were tried."""
        letters = await claim(self._clock.now(), BATCH)
        if not letters:
            return 0
        composer = MessageComposer(self._links, await self._place_names())
        held = await hold_quiet_letters(letters, composer.place_names.zones, self._clock.now())
        due = [letter for letter in letters if letter.id not in held]
        batch = asyncio.create_task(self._send(due, await _accounts(due), composer), name="letters")
        self._running.add(batch)
        batch.add_done_callback(self._running.discard)
        # Shielded: a shutdown between a delivery and the record of it would send the letter twice.
        await asyncio.shield(batch)
        return len(letters)

    async def count(self) -> None:
        """Count what is not sent."""
        self.unsent = await unsent_counts(self._clock.now())

    async def wait_for_deliveries(self) -> None:
        """Wait up to ``SHUTDOWN_SECONDS`` for deliveries; one that is cut off is tried again after its lease."""
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=SHUTDOWN_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _until(self, due_at: datetime | None) -> float:
        if due_at is None:
            return self._poll_seconds
        return min(max((due_at - self._clock.now()).total_seconds(), 0.05), self._poll_seconds)

    async def _place_names(self) -> PlaceNames:
        cities, categories = await self._catalog.cities(), await self._catalog.categories()
        return PlaceNames(
            cities={city.id: by_locale(city.name) for city in cities.values()},
            categories={category.id: by_locale(category.name) for category in categories.values()},
            zones=known_zones((city.id, city.timezone) for city in cities.values()),
        )

    async def _send(self, letters: Sequence[ClaimedLetter], accounts: _Accounts, composer: MessageComposer) -> None:
        tasks = []
        self._is_starting = True
        try:
            for letter in letters:
                task = asyncio.create_task(self._try(letter, accounts, composer), name=f"letter {letter.id}")
                tasks.append(task)
                # A turn of the event loop each: a letter takes a millisecond, and events are pushed in between.
                await asyncio.sleep(0)
        finally:
            self._is_starting = False
        await self._record_delivered()
        await asyncio.gather(*tasks)

    async def _try(self, letter: ClaimedLetter, accounts: _Accounts, composer: MessageComposer) -> None:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await self._deliver(letter, _addressee(letter, accounts), composer)
        except DeliveryFailed as error:
            await self._record_failure(letter, error)
        except Exception as error:  # noqa: BLE001 - a letter that cannot be composed must not stop the others
            await self._record_failure(letter, DeliveryFailed(f"{type(error).__name__}: {error}"))
        else:
            await self._record_sent(letter.id)

    async def _record_sent(self, letter_id: UUID) -> None:
        """Record by one statement all deliveries that end while a batch is begun, or in the same turn of the loop."""
        self._delivered.append(letter_id)
        if not self._is_starting:
            await asyncio.sleep(0)
            await self._record_delivered()

    async def _record_failure(self, letter: ClaimedLetter, failure: DeliveryFailed) -> None:
        error = str(failure)
        status = await self._record(
            lambda: failed(letter, self._clock.now(), error, is_final=failure.is_final, wait=failure.retry_after)
        )
        log.warning("delivery_failed", letter=str(letter.id), attempts=letter.attempts, status=status, error=error)

    async def _record_delivered(self) -> None:
        delivered, self._delivered = self._delivered, []
        if delivered:
            await self._record(lambda: sent(delivered, self._clock.now()))

    async def _record(self, write: Callable[[], Awaitable[Any]]) -> Any:
        try:
            try:
                return await write()
            except asyncpg.DeadlockDetectedError:
                # The other transaction goes on now, such as an erasure. A delivery without a record is repeated.
                return await write()
        except Exception as error:  # noqa: BLE001 - the lease ends, and the letter is tried again
            log.warning("outbox_unreachable", error=str(error))
            return None

    async def _deliver(self, letter: ClaimedLetter, to: Addressee, composer: MessageComposer) -> None:
        request_id = letter.data.get("request_id")
        data = letter.data
        if data.get("event") == EventKind.VERDICT_ASKED_AGAIN:
            # Read when the letter is sent: a photo may have been hidden since it was put into the outbox.
            data = {**data, "photos": [asdict(photo) for photo in await work_photos(UUID(request_id))]}
        message = Message(
            id=str(letter.id),
            # A letter that proves an address goes to that address; one that warns goes to the address of before.
            to=letter.address or letter.data.get("to") or to.email,
            content=composer.compose(letter.kind, data, to),
            url=composer.links.request(request_id) if request_id else "",
            written_at=letter.created_at,
            account_id=letter.account_id,
            request_id=request_id or "",
            notification_id=str(letter.data.get("position", "")),
            unsubscribe_url=_unsubscribe_url(letter, composer.links),
        )
        await self.transports[letter.channel].deliver(message)


def _unsubscribe_url(letter: ClaimedLetter, links: Links) -> str:
    if letter.kind.value not in NotificationKind.__members__:
        return ""
    return links.unsubscribe(Subscription(letter.account_id, NotificationKind(letter.kind.value)))


async def _accounts(letters: Sequence[ClaimedLetter]) -> _Accounts:
    found = await rows(
        "SELECT a.id, coalesce(c.email, a.email) AS email, a.name, a.locale, a.email_verified_at, a.is_caller,"
        " a.blocked_at IS NOT NULL AS is_blocked, a.erased_at IS NOT NULL AS is_erased"
        " FROM account a LEFT JOIN caller c ON c.account_id = a.id"
        " WHERE a.id = ANY($1) AND (NOT a.is_caller OR c.email IS NOT NULL)",
        list({letter.account_id for letter in letters}),
    )
    return {account["id"]: account for account in found}


def _addressee(letter: ClaimedLetter, accounts: _Accounts) -> Addressee:
    found = accounts.get(letter.account_id)
    if found is None or found["is_erased"]:
        raise DeliveryFailed("the account is erased, or has no mailbox any more", is_final=True)
    # A blocked account gets one letter: the one that says so.
    if found["is_blocked"] and letter.kind is not LetterKind.ACCOUNT_BLOCKED:
        raise DeliveryFailed("the account is blocked, and gets no letter but that about it", is_final=True)
    is_own = letter.data.get("to") is None
    confirmed = is_own and found["email_verified_at"] is not None
    return Addressee(
        account_id=letter.account_id,
        email=found["email"],
        name=presentable(found["name"]) if confirmed else "",
        locale=Locale(found["locale"]),
        is_caller=found["is_caller"],
    )
