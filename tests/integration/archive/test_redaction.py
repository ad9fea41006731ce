"""Personal data is removed from archived events as from those of the live table, and hidden texts come back."""

from typing import Any

import asyncpg
import pytest

from app.commands.accounts.erasure import erase_account
from app.commands.accounts.registration import Registration, register
from app.commands.jobs.log_archive import archive_months
from app.commands.requests import text_moderation
from app.commands.requests.anonymisation import anonymise_due
from app.commands.requests.text_erasure import erase_texts
from app.domain.accounts.roles import Role
from app.domain.text.hidden_texts import Text, TextPart
from app.events.rebuild import rebuild_projections
from app.models.database import asyncpg_dsn, rows
from app.models.log.whole_log import ALL_EVENTS
from app.queries.log.timeline import timeline
from app.queries.log.verification import verify_timeline
from tests.integration.archive.conftest import after_all, all_have_read, archived, counts
from tests.integration.timeline.conftest import PASSWORD, TimelineActors, all_intact

_TABLES = """
    SELECT relname AS name, (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
        WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns
    FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace
"""
_EVENTS = f"""
    SELECT request_id, version, kind, actor_id, note, reason, topics, snapshot, recipients,
        CASE WHEN kind NOT IN ('ANONYMISED', 'WORDS_REMOVED') THEN (salts, hash, removed)::text END AS proof
    FROM {ALL_EVENTS} AS event ORDER BY request_id, version
"""
_REST = {
    "service_request": "id",
    "photo": "id",
    "verdict": "id",
    "hidden_text": "id",
    "points_carried": "account_id",
    "points_entry": "id",
}


@pytest.fixture
async def people(test_app) -> TimelineActors:
    """People of each role."""
    roles = (Role.CITIZEN, Role.CITIZEN, Role.EXECUTOR, Role.AKIMAT)
    return TimelineActors(test_app, *[await test_app.person(role) for role in roles])


class Kept:
    """All tables as they were."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self._connection = connection

    async def save(self) -> None:
        await self._connection.execute("CREATE SCHEMA kept")
        for table in await self._connection.fetch(_TABLES):
            await self._connection.execute(f'CREATE TABLE kept."{table["name"]}" AS TABLE public."{table["name"]}"')

    async def restore(self) -> None:
        async with self._connection.transaction():
            await self._connection.execute("SET LOCAL session_replication_role = replica")  # without foreign keys
            for table in await self._connection.fetch(_TABLES):
                name, columns = table["name"], table["columns"]
                await self._connection.execute(f'DELETE FROM public."{name}"')
                await self._connection.execute(
                    f'INSERT INTO public."{name}" ({columns}) SELECT {columns} FROM kept."{name}"'
                )


@pytest.fixture
async def kept(urls):
    """A connection that saves and restores the database."""
    connection = await asyncpg.connect(asyncpg_dsn(urls.database_url))
    yield Kept(connection)
    await connection.close()


async def held() -> dict[str, Any]:
    """Return what the database holds about people, apart from what is different each time."""
    rest = {name: await rows(f"SELECT * FROM {name} ORDER BY {key}") for name, key in _REST.items()}
    return {"events": await rows(_EVENTS), **rest}


async def test_people_are_removed_from_the_archive_as_from_the_live_table(people, kept):
    """Anonymising, and the erasure of one person's texts, write the same whether the events are archived or not."""
    test_app = people.test_app
    closed = [await people.full_lifecycle(), await people.full_lifecycle(author=people.neighbour)]
    limit = await after_all(test_app)
    await all_have_read(test_app)
    results = []
    await kept.save()

    for archive in (False, True):
        if archive:
            await kept.restore()
            await archive_months(limit)
            assert (await counts())[0] == 0
        await erase_texts(test_app.context, people.neighbour)
        assert await anonymise_due(test_app.context, test_app.clock.now()) == len(closed)
        results.append(await held())

    live, from_archive = results
    for name in live:
        assert from_archive[name] == live[name], name
    left = str(from_archive["events"])
    assert not any(word in left for word in ("көршінің", "автордың", str(people.citizen.account_id)))
    assert (await counts()) == (4, 24)
    for request in closed:
        proof = await verify_timeline(request.id)
        assert (proof.intact, proof.redacted > 10) == (True, True)


async def test_rebuild_forgets_notifications_of_archived_requests_that_lose_their_people(people, urls):
    """They were made from events that were anonymised a moment later."""
    test_app = people.test_app
    await people.full_lifecycle()
    await archived(test_app, await after_all(test_app))
    named = "SELECT account_id, position FROM notification ORDER BY 1, 2"
    before, left = await rows(named), []

    async def meanwhile(position: int, head: int) -> None:
        if position == head and not left:
            assert await anonymise_due(test_app.context, test_app.clock.now()) == 1
            await test_app.settled()
            left.append(await rows(named))

    await rebuild_projections(urls.database_url, ["notifications"], clock=test_app.clock, progress=meanwhile)

    assert len(left[0]) < len(before)
    assert await rows(named) == left[0]


async def test_account_is_erased_with_its_archived_texts(people, urls):
    """The person deletes the account a year later, and no word of it is left in the archive.

    A rebuild of notifications brings none of the account back.
    """
    test_app = people.test_app
    wish = Registration(name="Айгерім", email="a@example.kz", password=PASSWORD, role=Role.CITIZEN, city_id="almaty")
    signed = await register(test_app.context, wish, "Firefox")
    request = await people.full_lifecycle(author=signed.viewer, description="менің сипаттамам")
    await archived(test_app, await after_all(test_app))
    notified = "SELECT account_id, position FROM notification ORDER BY 1, 2"
    before = await rows(notified)

    await erase_account(test_app.context, signed.viewer, PASSWORD, redact_words=True)
    await test_app.settled()
    await rebuild_projections(urls.database_url, ["notifications"], clock=test_app.clock)

    kept = [found for found in before if found["account_id"] != signed.viewer.account_id]
    assert len(kept) < len(before)
    assert await rows(notified) == kept

    left = str(await rows("SELECT note, reason, snapshot FROM event_archive"))
    assert "менің сипаттамам" not in left
    assert "автордың" not in left
    assert "біттік" in left
    assert (await verify_timeline(request.id)).intact
    assert await all_intact() == 1


async def test_archived_text_is_hidden_and_shown_again(people):
    """An officer hides a comment of last year: all readers have it without its words, and then with them."""
    test_app = people.test_app
    request = await people.full_lifecycle()
    await archived(test_app, await after_all(test_app))

    async def notes() -> list[str | None]:
        return [logged.event.note for _, logged in (await timeline(request.id)).items]

    before = await notes()
    comment = Text(TextPart.STEP, 2)
    await text_moderation.hide(test_app.context, people.akimat, request.id, comment, "a reason")
    hidden = await notes()
    await text_moderation.show(test_app.context, people.akimat, request.id, comment)
    shown = await notes()

    assert before[1] == "көршінің сөзі"
    assert not hidden[1]
    assert hidden[2 : len(before)] == before[2:]
    assert shown[: len(before)] == before
    assert (await verify_timeline(request.id)).intact
