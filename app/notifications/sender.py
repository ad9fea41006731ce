"""Takes letters out of the outbox, renders them, hands them to their carrier, and notes what became of them.

Every process runs one; a letter is lent to one at a time. At least once, and once unless a process dies between the
carrier's "yes" and our note of it: see docs/letters.md.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from app.clock import Clock
from app.domain.letters import LetterKind, LetterStatus
from app.domain.roles import Locale, by_locale
from app.models import Category, City
from app.models.database import row
from app.notifications.compose import Addressee, PlaceNames, Writer
from app.notifications.links import Links
from app.notifications.mail_transport import DeliveryFailed, MailTransport
from app.notifications.message_content import Letter, MessageContent, as_html, as_text
from app.notifications.outbox import ClaimedLetter, claim, failed, next_due_at, sent, unsent_counts

log = structlog.get_logger()

BATCH = 8
"""So many letters are on their way at once."""
LONGEST_SECONDS = 60
"""A carrier that takes longer has failed; well below the lease of a letter."""
FAREWELL_SECONDS = 5


class PushTransport(Protocol):
    """Carries what is for a browser, not for a mailbox."""

    async def deliver(self, subscription_id: UUID, sheet: MessageContent, url: str) -> None:
        """Hand it over.

        Raises:
            NotTaken: it is to be tried again.
        """
        ...


class PlaceCatalog(Protocol):
    """What letters are about, by its id."""

    async def cities(self) -> Mapping[str, City]:
        """Return all cities."""
        ...

    async def categories(self) -> Mapping[str, Category]:
        """Return all categories."""
        ...


class Sender:
    """Runs until cancelled. ``poll_seconds`` bounds the delay when nobody sets ``woken``."""

    def __init__(
        self,
        clock: Clock,
        mail_transport: MailTransport,
        push_transport: PushTransport,
        links: Links,
        woken: asyncio.Event,
        *,
        catalog: PlaceCatalog,
        poll_seconds: float = 5.0,
    ) -> None:
        self._clock = clock
        self._mail_transport = mail_transport
        self._links = links
        self._catalog = catalog
        self._push_transport = push_transport
        self._woken = woken
        self._poll_seconds = poll_seconds
        self._running: set[asyncio.Task[None]] = set()
        self.unsent: dict[LetterStatus, int] = {}
        """How many letters wait, have failed, or are dead, as counted after the last round."""

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
            except Exception as error:  # noqa: BLE001 - any database error means "not now": the outbox is still there later
                log.warning("outbox unreachable", error=str(error))
            # Not wait_for(): on Python 3.11 it can swallow a cancellation that arrives together with the wake-up.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()

    async def send_due(self) -> int:
        """Try the next letters that are due; return how many that were."""
        letters = await claim(self._clock.now(), BATCH)
        if not letters:
            return 0
        writer = Writer(self._links, await self._place_names())
        tasks = [asyncio.create_task(self._try(letter, writer), name=f"letter {letter.id}") for letter in letters]
        self._running.update(tasks)
        for task in tasks:
            task.add_done_callback(self._running.discard)
        # Shielded, so that the end of the process does not fall between the carrier's "yes" and our note of it.
        await asyncio.shield(asyncio.gather(*tasks))
        return len(letters)

    async def count(self) -> None:
        """Count what is not sent."""
        self.unsent = await unsent_counts()

    async def wait_for_deliveries(self) -> None:
        """Give letters that are on their way a moment to arrive; what is still under way then is tried again later."""
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=FAREWELL_SECONDS)
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
            zones={city.id: ZoneInfo(city.timezone) for city in cities.values()},
        )

    async def _try(self, letter: ClaimedLetter, writer: Writer) -> None:
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                await self._hand_over(letter, writer)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one letter must not hold up the others
            reason = str(error) if isinstance(error, DeliveryFailed) else f"{type(error).__name__}: {error}"
            status = await self._note(lambda: failed(letter, self._clock.now(), reason))
            log.warning(
                "letter not taken", letter=str(letter.id), attempts=letter.attempts, status=status, error=reason
            )
        else:
            await self._note(lambda: sent(letter.id, self._clock.now()))

    async def _note(self, write: Callable[[], Awaitable[Any]]) -> Any:
        try:
            return await write()
        except Exception as error:  # noqa: BLE001 - the lease ends, and the letter is tried again
            log.warning("outbox unreachable", error=str(error))
            return None

    async def _hand_over(self, letter: ClaimedLetter, writer: Writer) -> None:
        to = await _addressee(letter)
        sheet = writer.compose(letter.kind, letter.data, to)
        if letter.address:
            await self._push_transport.deliver(
                UUID(letter.address), sheet, writer.links.request(letter.data["request_id"])
            )
            return
        await self._mail_transport.send(
            Letter(
                id=str(letter.id),
                # A letter that proves an address goes to that one; one that warns, to the address of before.
                to=letter.data.get("to", to.email),
                subject=sheet.subject,
                text=as_text(sheet),
                html=as_html(sheet),
                written_at=letter.created_at,
                preferences_url=sheet.preferences.url if sheet.preferences else "",
            )
        )


async def _addressee(letter: ClaimedLetter) -> Addressee:
    account_id = letter.account_id
    found = await row(
        "SELECT email, name, locale FROM account WHERE id = $1 AND (blocked_at IS NULL OR $2 AND erased_at IS NULL)",
        account_id,
        # The one letter that a blocked account gets is the one that says so.
        letter.kind is LetterKind.ACCOUNT_BLOCKED,
    )
    if found is None:
        raise DeliveryFailed("the account is blocked or gone")
    return Addressee(account_id=account_id, email=found["email"], name=found["name"], locale=Locale(found["locale"]))
