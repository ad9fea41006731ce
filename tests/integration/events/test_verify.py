"""Old state and the events since then make the new state, for whatever people do."""

from collections import Counter
from datetime import timedelta
from itertools import count

import orjson
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from app.commands.requests import (
    assignment,
    comments,
    deadline_extension,
    following,
    merging,
    rejection,
    verdict,
    withdrawal,
    work,
)
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.log.events import Cursor
from app.domain.requests.reasons import HoldReason, RejectReason
from app.domain.requests.service_request import ServiceRequest
from app.errors import QalaError
from app.events.log import log_head
from app.live.engine import OperationRequest, Source
from app.live.send_queue import SendQueue
from app.live.subscriber import Subscriber
from app.models.database import row, rows
from app.queries.requests.service_requests import COLUMNS
from tests import pictures

FIELDS = """
  id number status isOverdue version city { id } category { id } address description location { latitude longitude }
  createdAt updatedAt dueAt promisedAt startedAt doneAt confirmedAt closedAt rating mergedInto
  author { id name } executor { id name } photos { id kind url preview marks hidden blurred }
"""
STATE = f"query ($id: ID!) {{ serviceRequest(id: $id) {{ {FIELDS} }} }}"
FEED = (
    f'subscription ($after: Cursor) {{ cityFeed(cityId: "almaty", after: $after) {{ serviceRequest {{ {FIELDS} }} }} }}'
)

# Each move is a command on one of the requests; most are refused, and a refusal must change nothing.
MOVES = {
    "assign": lambda context, who, a, b, worker: assignment.assign(context, who, a, worker),
    "claim": lambda context, who, a, b, _: work.claim(context, who, a),
    "release": lambda context, who, a, b, _: work.release(context, who, a, "a reason"),
    "start": lambda context, who, a, b, _: pictures.start(context, who, a),
    "hold": lambda context, who, a, b, _: work.hold(context, who, a, HoldReason.WEATHER, "rain"),
    "resume": lambda context, who, a, b, _: work.resume(context, who, a),
    "complete": lambda context, who, a, b, _: pictures.complete(context, who, a, "done"),
    "confirm": lambda context, who, a, b, _: verdict.confirm(context, who, a, 5),
    "dispute": lambda context, who, a, b, _: verdict.dispute(context, who, a, "not done"),
    "withdraw": lambda context, who, a, b, _: withdrawal.withdraw(context, who, a),
    "reject": lambda context, who, a, b, _: rejection.reject(context, who, a, RejectReason.SPAM),
    "merge": lambda context, who, a, b, _: merging.merge(context, who, a, b),
    "extend": lambda context, who, a, b, _: deadline_extension.extend(
        context, who, a, context.clock.now() + timedelta(days=90), "more"
    ),
    "comment": lambda context, who, a, b, _: comments.comment(context, who, a, "words"),
    "follow": lambda context, who, a, b, _: following.follow(context, who, a),
    "unfollow": lambda context, who, a, b, _: following.unfollow(who, a),
}
EVENTS = {"follow": 0, "unfollow": 0, "reject": 2}
"""How many events a move makes, where it is not one: a rejection as spam also hides the texts."""
ACTORS = ["author", "neighbour", "executor", "rival", "akimat"]
# The way that most requests go comes up often enough to reach the later statuses.
WAY = [("executor", "claim"), ("executor", "start"), ("executor", "complete"), ("author", "confirm")]
move = st.one_of(
    st.tuples(st.sampled_from(ACTORS), st.sampled_from(sorted(MOVES))),
    st.sampled_from([*WAY, ("author", "dispute"), ("akimat", "hold"), ("executor", "resume"), ("akimat", "assign")]),
)
lives = st.lists(st.tuples(move, st.integers(0, 1), st.sampled_from([0, 0, 1, 100])), min_size=6, max_size=30)
_examples = count()


class Client:
    """Holds the state of some requests, as it read it once."""

    def __init__(self, application, ids):
        self.engine, self.runs, self.ids = application.engine, application.subscriptions, ids
        self.state, self.cursor = {}, None

    async def read(self):
        """Read the cursor, then the state; return the state."""
        self.cursor = Cursor(*await log_head())
        self.state = {str(request_id): await self.fresh(request_id) for request_id in self.ids}

    async def fresh(self, request_id):
        """Return what a query says now."""
        answer = await self.engine.open(OperationRequest(query=STATE, variables={"id": str(request_id)}), None)
        return orjson.loads(answer)["data"]["serviceRequest"]

    async def replay(self):
        """Resume from the cursor, and put each event's request into the state; return how many there were."""
        opened = await self.engine.open(OperationRequest(query=FEED, variables={"after": str(self.cursor)}), None)
        assert isinstance(opened, Source)
        send_queue = SendQueue(max_bytes=1 << 30)
        send_queue.wait_for_space = self._roomy
        member = Subscriber(send_queue, b'{"id":"1","payload":')
        run = self.runs.join(opened, member)
        await self.runs.catch_up(run, opened.feed, member)
        self.runs.leave(run, member)
        for frame in send_queue.queued:
            request = orjson.loads(frame)["payload"]["data"]["cityFeed"]["serviceRequest"]
            if request["id"] in self.state:
                assert request["version"] > self.state[request["id"]]["version"]
                self.state[request["id"]] = request
        return len(send_queue.queued)

    async def _roomy(self):
        return None


async def actors(test_app):
    """Return the actors, the same for all examples."""
    if not hasattr(test_app, "actors"):
        roles = [Role.CITIZEN, Role.CITIZEN, Role.EXECUTOR, Role.EXECUTOR, Role.AKIMAT]
        test_app.actors = {name: await test_app.person(role) for name, role in zip(ACTORS, roles, strict=True)}
    return test_app.actors


async def live_through(test_app, moves, ids):
    """Make the moves; return how many events those made that were not refused."""
    people, made = await actors(test_app), 0
    for (actor, action), target, minutes in moves:
        test_app.pass_time(minutes=minutes)
        subjects = ids[target], ids[1 - target]
        try:
            await MOVES[action](test_app.context, people[actor], *subjects, people["executor"].account_id)
        except QalaError as refused:
            note(f"{actor} {action} {target}: {refused.code}")
        else:
            made += EVENTS.get(action, 1)
            note(f"{actor} {action} {target}")
    return made


@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=lives, after=lives)
async def test_old_state_and_replayed_events_make_the_fresh_state(test_app, before, after):
    """Whatever two requests live through, and wherever a client stopped listening: resuming tells it everything."""
    people = await actors(test_app)
    ids = [(await submit(test_app.context, people["author"], test_app.submission())).id for _ in range(2)]
    client = Client(test_app.application, ids)

    await live_through(test_app, before, ids)
    await test_app.settled()
    await client.read()
    made = await live_through(test_app, after, ids)
    await test_app.settled()

    assert await client.replay() == made
    assert client.state == {str(request_id): await client.fresh(request_id) for request_id in ids}
    for request_id in ids:
        await check_history(request_id)
    await check_counters()


async def check_history(request_id):
    """Versions are 1..n without holes, each starts where the one before ended, and the last snapshot is the row."""
    found = await row(f"SELECT {COLUMNS} FROM service_request WHERE id = $1", request_id)
    events = await rows(
        "SELECT version, from_status, snapshot FROM event WHERE request_id = $1 ORDER BY version", request_id
    )
    snapshots = [ServiceRequest.from_json(orjson.loads(event["snapshot"])) for event in events]

    assert [event["version"] for event in events] == list(range(1, len(events) + 1))
    assert [snapshot.version for snapshot in snapshots] == list(range(1, len(events) + 1))
    assert [event["from_status"] for event in events] == [None, *(snapshot.status for snapshot in snapshots[:-1])]
    assert snapshots[-1] == ServiceRequest.from_columns(found)


async def check_counters():
    """The folded counts are the counted ones."""
    folded = await rows("SELECT city_id, status, count FROM city_counter")
    counted = await rows("SELECT city_id, status, count(*) AS count FROM service_request GROUP BY city_id, status")

    def by_key(found):
        return +Counter({(item["city_id"], item["status"]): item["count"] for item in found})

    assert by_key(folded) == by_key(counted)
