"""After years a request is anonymised: personal data is gone, what the statistics count stays."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from app.commands.jobs.anonymisation import anonymise_all
from app.commands.jobs.city_accounts import note_all_accounts
from app.commands.requests import anonymisation, comments, merging, rejection, verdict, work
from app.commands.requests.anonymisation import anonymise_due, due_count
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.figures.points import DAILY_CAP
from app.domain.log.events import Cursor
from app.domain.requests.reasons import RejectReason
from app.domain.requests.service_request import ServiceRequest
from app.events import online_rebuild
from app.events.log import log_head, read_between
from app.events.rebuild import rebuild_projections
from app.models.database import row, rows
from app.queries.figures.points import balance_of, history
from app.queries.figures.statistics import statistics
from app.queries.log.timeline import timeline
from app.queries.log.verification import check_receipt, log_seal, receipts, verify_timeline
from app.queries.requests.service_requests import COLUMNS, service_request
from tests.integration.timeline.conftest import STEPS, all_intact, broken
from tests.pictures import complete, start
from tests.waiting import until

YEARS = timedelta(days=1095)
ALMATY = ZoneInfo("Asia/Almaty")


async def anonymised(actors, *, wait: timedelta = YEARS) -> int:
    """Let the time pass; return how many requests lost their people."""
    actors.test_app.clock.at += wait
    count = 0
    while done := await anonymise_due(actors.test_app.context, actors.test_app.clock.now() - YEARS):
        count += done
    await actors.test_app.published()
    return count


async def all_have_grown_older(now: datetime) -> bool:
    """Whether the sequencer has counted the time that has passed."""
    return not await rows("SELECT FROM request_state WHERE older_at <= $1", now)


OF_JOBS = ("letter", "consumer_position", "city_account")
"""What jobs write at any time: letters are sent, and how far a job has come is noted."""


async def everything(*, but: Sequence[str] = ()) -> str:
    """Every table but the accounts and these, as text."""
    tables = await rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1) ORDER BY tablename",
        ["account", *but],
    )
    return str([await rows(f'SELECT * FROM "{item["tablename"]}"') for item in tables])


async def stream(actors) -> str:
    """What Redis keeps of the log."""
    entries = await actors.test_app.application.redis.xrange(actors.test_app.application.stream.key)
    return b" ".join(fields[b"e"] for _, fields in entries).decode()


async def projections():
    """What is folded from the log, but for the numbers of the rows."""
    return (
        await rows("SELECT city_id, status, count FROM city_counter WHERE count > 0 ORDER BY 1, 2"),
        await rows("SELECT account_id, position, read_at FROM notification ORDER BY 1, 2"),
        await rows("SELECT account_id, position, rule, amount, day, request_id FROM points_entry ORDER BY 1, 2, 3"),
        await rows("SELECT account_id, amount, last_day FROM points_carried ORDER BY 1"),
    )


async def test_nothing_leads_to_a_person_any_more(actors):
    """Not in the rows, not in the log, not in the stream; what the officials said stays."""
    request = await actors.full_lifecycle(address="Абай 10, 5-пәтер", description="Айгерімнің үйі", latitude=43.24567)
    await note_all_accounts()
    before = await everything() + await stream(actors)

    assert await anonymised(actors) == 1

    kept = await everything() + await stream(actors)
    personal = [
        "Абай",
        "Айгерім",
        "43.24567",
        "көршінің сөзі",
        "автордың",
        str(actors.neighbour.account_id),
        str(request.author_id),
    ]
    links = {f"account_id': UUID('{actors.citizen.account_id}": 1}
    assert all(word in before for word in personal[:-2])
    assert [word for word in personal[:-1] if word in kept] == []
    assert {word: kept.count(word) for word in links} == links, "the balance alone"
    assert kept.count(str(request.author_id)) == 1
    assert all(word in kept for word in ("жаңбыр", "біттік", "әкімдік сөзі"))


async def test_what_the_city_counts_stays(actors):
    """Category, place to a hundred metres, times, statuses, rating, who worked on it."""
    request = await actors.full_lifecycle(latitude=43.24567, longitude=76.91234)
    lived = await service_request(request.id)
    since, until = actors.test_app.clock.now() - timedelta(days=1), actors.test_app.clock.now() + timedelta(days=1)
    before = await statistics("almaty", since, until, ALMATY)
    steps = [logged.event.kind for _, logged in (await timeline(request.id)).items]

    await anonymised(actors)

    kept = await service_request(request.id)
    changed = {name for name in ServiceRequest.__dataclass_fields__ if getattr(kept, name) != getattr(lived, name)}
    assert changed == {"author_id", "address", "description", "latitude", "longitude", "version"}
    assert (kept.author_id, kept.address, kept.description) == (None, "", "")
    assert (kept.latitude, kept.longitude) == (43.246, 76.912)
    assert await statistics("almaty", since, until, ALMATY) == before
    after = (await timeline(request.id)).items
    assert [logged.event.kind for _, logged in after] == [*steps, "ANONYMISED"]
    assert [logged.event.actor_id for _, logged in after if logged.event.actor_id] == [
        actors.executor.account_id if role == "EXECUTOR" else actors.akimat.account_id
        for role in (logged.event.actor_role for _, logged in after)
        if role in {"EXECUTOR", "AKIMAT"}
    ]


async def test_every_hash_stays_what_it_was(actors):
    """The timeline, the receipt and the seal are as good as before."""
    request = await actors.full_lifecycle()
    receipt, sealed = (await receipts([(request.id, request.number)]))[request.id], await log_seal()
    hashes = await rows("SELECT position, hash FROM event ORDER BY position")

    await anonymised(actors)

    proof, check = await verify_timeline(request.id), await check_receipt(str(receipt))
    assert (proof.intact, proof.links, proof.redacted) == (True, STEPS + 1, STEPS)
    assert (check.valid, check.number) == (True, request.number)
    assert (await rows("SELECT position, hash FROM event ORDER BY position"))[: len(hashes)] == hashes
    assert (await log_seal()).position == sealed.position + 1


async def test_an_anonymised_past_is_guarded_all_the_same(actors):
    """A forged word in a removed place, a forged status, a vanished record."""
    forgeries = (
        ("UPDATE event SET note = 'forged' WHERE request_id = $1 AND version = 2", (2, "REFILLED")),
        ("UPDATE event SET actor_id = gen_random_uuid() WHERE request_id = $1 AND version = 2", (2, "REFILLED")),
        ("UPDATE event SET note = 'forged' WHERE request_id = $1 AND version = 5", (5, "CHANGED")),
        ("UPDATE event SET removed = NULL WHERE request_id = $1 AND version = 2", (2, "CHANGED")),
        ("DELETE FROM event WHERE request_id = $1 AND kind = 'ANONYMISED'", (1, "REMOVED_UNRECORDED")),
    )
    requests = [await actors.full_lifecycle() for _ in forgeries]
    await anonymised(actors)

    for request, (forgery, _) in zip(requests, forgeries, strict=True):
        await rows(forgery, request.id)

    assert [await broken(request) for request in requests] == [found for _, found in forgeries]


async def test_points_are_kept_without_a_word_of_where_from(actors):
    """The balance is what it was; the history and the ledger no longer lead to the request."""
    await actors.full_lifecycle()
    later = await actors.full_lifecycle()
    before = await balance_of(actors.citizen.account_id)
    assert before.balance > 0

    actors.test_app.pass_time(days=20)
    await comments.comment(actors.test_app.context, actors.neighbour, later.id, "әлі де")
    assert await anonymised(actors, wait=YEARS - timedelta(days=20)) == 1

    after = await balance_of(actors.citizen.account_id)
    page = await history(actors.citizen.account_id)
    assert (after.balance, after.carried > 0) == (before.balance, True)
    assert {entry.request.id for _, entry in page.items} == {later.id}
    assert sum(entry.amount for _, entry in page.items) + after.carried == after.balance


async def test_projections_can_be_rebuilt_afterwards(actors, urls):
    """Counters, notifications and points are the same, also on a day on which the limit had been reached."""
    for _ in range(3):
        await actors.full_lifecycle()
    spam = await submit(actors.test_app.context, actors.citizen, actors.test_app.submission())
    await work.claim(actors.test_app.context, actors.executor, spam.id)
    await start(actors.test_app.context, actors.executor, spam.id)
    half = [await actors.full_lifecycle() for _ in range(2)]
    assert (await balance_of(actors.citizen.account_id)).balance == DAILY_CAP
    actors.test_app.pass_time(days=30)
    # It was paid nothing, for the day was full: so nothing may be taken back, whatever else is forgotten of that day.
    await work.release(actors.test_app.context, actors.executor, spam.id, "жоқ")
    await rejection.reject(actors.test_app.context, actors.akimat, spam.id, RejectReason.SPAM)
    for request in half:
        await comments.comment(actors.test_app.context, actors.neighbour, request.id, "әлі де")
    await actors.test_app.settled()
    await rows("UPDATE notification SET read_at = now() WHERE position % 2 = 0")
    assert await anonymised(actors, wait=YEARS - timedelta(days=15)) == 3
    folded = await projections()
    assert folded[3]
    assert [entry for entry in folded[2] if entry["amount"] == 0], "some were cut by the day's limit"

    await rebuild_projections(urls.database_url)

    assert await projections() == folded
    await anonymised(actors)
    last = await projections()
    await rebuild_projections(urls.database_url)
    assert await projections() == last
    assert last[2] == []


@pytest.mark.parametrize("at", ["begin", "middle", "end"])
async def test_a_request_is_anonymised_while_projections_are_rebuilt(actors, urls, at):
    """What was folded of it before leaves with it; notifications are read meanwhile, and points of that day stay."""
    _, second = [await actors.full_lifecycle() for _ in range(2)]
    await comments.comment(actors.test_app.context, actors.neighbour, second.id, "әлі де")
    actors.test_app.pass_time(days=20)
    await comments.comment(actors.test_app.context, actors.neighbour, second.id, "тағы да")
    await actors.test_app.settled()
    (head,) = {found["head"] for found in await rows("SELECT head FROM log_state")}
    waits_for = {"begin": 0, "middle": head // 2, "end": head}[at]
    done, before = [], await projections()

    async def meanwhile(position, _):
        if position >= waits_for and not done:
            done.append(await anonymised(actors, wait=YEARS - timedelta(days=20)))
            await rows("UPDATE notification SET read_at = now() WHERE position % 2 = 0")
            done.append(await projections())

    await rebuild_projections(urls.database_url, progress=meanwhile, batch=3)

    count, live = done
    assert count == 1
    assert len(live[1]) < len(before[1])
    assert live[3]
    assert {entry["request_id"] for entry in live[2]} == {second.id}
    assert any(found["read_at"] for found in live[1])
    assert await projections() == live


async def test_a_removal_that_waits_for_the_sequencer_is_folded_into_rebuilt_projections(actors, urls, monkeypatch):
    """Its event has most likely no position yet when the copies replace the tables."""
    await actors.full_lifecycle()
    finished, live = online_rebuild.finish_copies, []

    async def finish(connection, tables):
        await finished(connection, tables)
        actors.test_app.clock.at += YEARS
        await anonymise_due(actors.test_app.context, actors.test_app.clock.now() - YEARS)
        live.append(await projections())

    monkeypatch.setattr(online_rebuild, "finish_copies", finish)
    await rebuild_projections(urls.database_url)

    assert await projections() == live[0]
    assert live[0][1:3] == ([], [])


async def test_a_repeat_waits_for_the_request_it_repeats(actors):
    """Its author is paid when that one is confirmed, however late: so their account is kept until then."""
    context, test_app = actors.test_app.context, actors.test_app
    repeat = await submit(context, actors.neighbour, test_app.submission())
    main = await submit(context, actors.citizen, test_app.submission())
    await merging.merge(context, actors.akimat, repeat.id, main.id)
    await test_app.settled()
    assert await anonymised(actors) == 0

    for step in (work.claim, start, complete):
        await step(context, actors.executor, main.id)
    await verdict.confirm(context, actors.citizen, main.id, 5)
    await test_app.settled()
    paid = (await balance_of(actors.neighbour.account_id)).balance
    assert paid > 0

    assert await anonymised(actors) == 2
    assert (await balance_of(actors.neighbour.account_id)).balance == paid
    assert await all_intact() == 2


async def test_only_what_is_over_for_long_is_due(actors):
    """Not what is open, not what was closed yesterday, not what came from a public table, and nothing twice."""
    await submit(actors.test_app.context, actors.citizen, actors.test_app.submission())
    imported, old = await actors.full_lifecycle(), await actors.full_lifecycle()
    await rows("UPDATE service_request SET source = 's', external_id = '1' WHERE id = $1", imported.id)
    actors.test_app.clock.at += YEARS
    young = await actors.full_lifecycle()
    before = actors.test_app.clock.now() - YEARS

    assert await due_count(before) == 1
    assert await anonymise_due(actors.test_app.context, before - timedelta(seconds=1)) == 0
    assert await anonymise_due(actors.test_app.context, before) == 1
    await actors.test_app.settled()
    assert (await due_count(before), await anonymise_due(actors.test_app.context, before)) == (0, 0)
    assert (await service_request(old.id)).author_id is None
    assert (await service_request(young.id)).author_id == actors.citizen.account_id
    assert (await service_request(imported.id)).address != ""


async def test_what_is_said_afterwards_goes_in_its_turn(actors):
    """Talking is open for ever: it has its own years, and the chain goes on over both."""
    request = await actors.full_lifecycle()
    await anonymised(actors)

    await comments.comment(actors.test_app.context, actors.neighbour, request.id, "кейінгі сөз")
    await actors.test_app.settled()
    assert await anonymise_due(actors.test_app.context, actors.test_app.clock.now() - YEARS) == 0
    assert "кейінгі сөз" in await everything()

    assert await anonymised(actors) == 1
    assert "кейінгі сөз" not in await everything()
    proof = await verify_timeline(request.id)
    assert (proof.intact, proof.links) == (True, STEPS + 3)


async def test_who_follows_live_is_told_of_the_new_state(actors):
    """By an event like every other; it has no recipients."""
    request = await actors.full_lifecycle()
    _, head = await log_head()

    await anonymised(actors)

    (logged,) = await read_between(head, head + 10)
    found = await row(f"SELECT {COLUMNS} FROM service_request WHERE id = $1", request.id)
    assert logged.event.request == ServiceRequest.from_columns(found)
    assert logged.event.topics == (f"request:{request.id}", "city:almaty")
    assert await rows("SELECT 1 FROM notification") == []
    assert Cursor(actors.test_app.application.epoch, logged.position)


async def test_batches_may_be_cut_short_anywhere(actors, monkeypatch):
    """A batch that fails leaves nothing behind; the next one does all of it."""
    for _ in range(3):
        await actors.full_lifecycle()
    actors.test_app.clock.at += YEARS
    await until(partial(all_have_grown_older, actors.test_app.clock.now()))
    before = await everything(but=OF_JOBS)
    forget = anonymisation.delete_traces

    async def die(*_):
        raise RuntimeError("the plug")

    monkeypatch.setattr(anonymisation, "delete_traces", die)
    with pytest.raises(RuntimeError):
        await anonymise_due(actors.test_app.context, actors.test_app.clock.now() - YEARS, limit=2)
    assert await everything(but=OF_JOBS) == before

    monkeypatch.setattr(anonymisation, "delete_traces", forget)
    counts = [
        await anonymise_due(actors.test_app.context, actors.test_app.clock.now() - YEARS, limit=2) for _ in range(3)
    ]
    await actors.test_app.settled()
    assert counts == [2, 1, 0]
    assert await all_intact() == 3


async def test_several_at_once_beside_people_do_each_request_once(actors):
    """The lock of the log makes them take turns; commands on the same requests wait, or come first."""
    requests = [await actors.full_lifecycle() for _ in range(6)]
    actors.test_app.clock.at += YEARS
    before = actors.test_app.clock.now() - YEARS

    counts = await asyncio.gather(
        *(anonymise_due(actors.test_app.context, before, limit=2) for _ in range(4)),
        *(comments.comment(actors.test_app.context, actors.neighbour, request.id, "қазір") for request in requests[:3]),
    )
    await actors.test_app.settled()

    assert sum(count for count in counts if isinstance(count, int)) <= 6
    assert await all_intact() == 6
    doubled = await rows("SELECT 1 FROM event WHERE kind = 'ANONYMISED' GROUP BY request_id HAVING count(*) > 1")
    assert doubled == []


async def test_all_that_is_due_is_done(actors):
    """In one round, whatever there is; with the days that the setting says."""
    for _ in range(2):
        await actors.full_lifecycle()
    clock = actors.test_app.clock

    clock.at += timedelta(days=30) - timedelta(seconds=1)
    early = await anonymise_all(actors.test_app.context, 30)
    clock.at += timedelta(seconds=1)

    assert (
        early,
        await anonymise_all(actors.test_app.context, 30),
        await anonymise_all(actors.test_app.context, 30),
    ) == (0, 2, 0)


async def test_an_executor_who_reported_was_a_person(actors):
    """Then the author goes like every other one, and what they said of it."""
    worker = await actors.test_app.person(Role.EXECUTOR)
    await actors.full_lifecycle(author=worker)

    await anonymised(actors)

    kept = await everything()
    assert "автордың" not in kept
    assert kept.count(str(worker.account_id)) <= 1
