"""A replay drives real commands, in the order of the table, and never twice."""

from datetime import UTC, datetime, timedelta

import pytest

from app.commands.requests import work
from app.domain.accounts.roles import Role
from app.domain.requests.lifecycle import Status
from app.events.log import read_between
from app.importing.cases import Case
from app.models import Account
from app.models.database import rows
from app.replay.actors import OTHERS, busiest_queues, create_actors
from app.replay.player import Pace, Tally, case_replays, replay_cases
from app.replay.steps import request_id_of

OPENED = datetime(2015, 6, 1, 8, tzinfo=UTC)
SOURCE = "almaty:autumn"
AT_ONCE = 1e12


def a_case(number, **changes):
    """A case opened some hours after the first, closed a week later, by a crew of its own."""
    opened_at = OPENED + timedelta(hours=number)
    usual = {
        "row_number": number,
        "external_id": f"A-{number}",
        "opened_at": opened_at,
        "due_at": None,
        "closed_at": opened_at + timedelta(days=7),
        "closed": True,
        "category_id": "pothole",
        "type_text": "hole",
        "title": "",
        "description": "",
        "closure_reason": "filled",
        "address": "",
        "latitude": 43.24,
        "longitude": 76.91,
        "executor_name": f"Crew {number % 2}",
        "on_time": None,
        "placeholder_point": False,
        "closed_before_opened": False,
    }
    return Case(**{**usual, **changes})


@pytest.fixture
def replay(test_app):
    """Replay cases in Almaty without waiting; return the tally."""

    async def replay(cases, *, stop_after=None):
        tally = Tally()
        actors = await create_actors(test_app.context, "almaty", busiest_queues(cases))
        replays = await case_replays(SOURCE, cases, actors, tally)

        def after_step():
            if tally.steps == stop_after:
                raise KeyboardInterrupt

        try:
            await replay_cases(test_app.context, "almaty", replays, Pace(speed=AT_ONCE), tally, after_step=after_step)
        except KeyboardInterrupt:
            assert stop_after is not None
        return tally

    return replay


async def statuses():
    found = await rows("SELECT status, count(*) AS n FROM service_request GROUP BY status")
    return {Status(row["status"]): row["n"] for row in found}


async def test_replay_runs_the_commands_in_the_order_of_the_table(test_app, replay):
    """Every step is an event of today with topics for subscribers; requests are submitted in the order of opening."""
    tally = await replay([a_case(n) for n in (3, 1, 2)] + [a_case(4, closed=False, closed_at=None)])
    head = await test_app.settled()

    events = [logged.event for logged in await read_between(0, head)]
    submitted = [event.request.id for event in events if event.kind == "SUBMITTED"]

    assert (tally.steps, tally.submitted, tally.refused) == (16, 4, 0)
    assert submitted == [request_id_of(SOURCE, a_case(n)) for n in (1, 2, 3, 4)]
    assert {event.at for event in events} == {test_app.clock.now()}
    assert all("city:almaty" in event.topics for event in events)
    assert await statuses() == {Status.CONFIRMED: 3, Status.ACCEPTED: 1}


async def test_second_replay_takes_no_step_twice(test_app, replay):
    """No request and no account is made twice, and new cases are replayed."""
    cases = [a_case(n) for n in range(3)]
    await replay(cases)
    people = await Account.all().count()

    again = await replay(cases)
    longer = await replay([*cases, a_case(3)])

    assert (again.steps, again.known, again.finished_before) == (0, 3, 3)
    assert (longer.steps, longer.submitted, longer.known) == (5, 1, 3)
    assert await Account.all().count() == people
    assert await statuses() == {Status.CONFIRMED: 4}


@pytest.mark.parametrize("stop_after", [1, 4, 7, 11])
async def test_stopped_replay_continues_from_the_status_of_each_request(test_app, replay, stop_after):
    """Together the two replays take each step once."""
    cases = [a_case(n) for n in range(3)]

    first = await replay(cases, stop_after=stop_after)
    second = await replay(cases)

    assert first.steps == stop_after
    assert first.steps + second.steps == 15
    assert first.submitted + second.submitted == 3
    assert second.refused == 0
    assert await statuses() == {Status.CONFIRMED: 3}
    assert await rows("SELECT count(*) AS n FROM event") == [{"n": 15}]


async def test_replay_leaves_a_request_that_another_executor_took(test_app, replay):
    """A request that a real executor took goes its own way, and the replay goes on without it."""
    cases = [a_case(n) for n in range(2)]
    await replay(cases, stop_after=2)
    taken = request_id_of(SOURCE, cases[0])
    await work.claim(test_app.context, await test_app.person(Role.EXECUTOR), taken)

    tally = await replay(cases)

    assert (tally.known, tally.finished_before) == (2, 1)
    assert await statuses() == {Status.ACCEPTED: 1, Status.CONFIRMED: 1}


async def test_a_case_outside_the_city_is_refused_alone(replay):
    """The others are replayed."""
    tally = await replay([a_case(1, latitude=10.0), a_case(2)])

    assert (tally.refused, tally.submitted) == (1, 1)


async def test_small_queues_share_an_executor(test_app):
    """Each of the busiest queues has its own; the rest, and cases without one, are for the others."""
    cases = [a_case(n, executor_name=name) for n, name in enumerate(["Parks", "Parks", "Roads", None])]

    actors = await create_actors(test_app.context, "almaty", busiest_queues(cases))

    assert sorted(actors.executors) == sorted(["Parks", "Roads", OTHERS])
    assert actors.executor_for(None) == actors.executor_for("Lifts") == actors.executors[OTHERS]
    assert actors.executor_with(actors.executors["Parks"].account_id) == actors.executors["Parks"]
