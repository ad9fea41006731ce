"""What feeds show when a request changes its category, and when an executor serves other ones."""

import asyncio

import pytest

from app.auth.sessions import living_sessions
from app.commands.requests import assignment, comments, deadline_extension
from app.commands.requests.category_change import change_category
from app.commands.requests.submission import submit
from app.commands.staff.approval import set_executor_categories
from app.domain.accounts.roles import Role
from app.errors import NotAllowed
from app.models import Account
from app.models.database import rows
from tests import pictures
from tests.integration.live.server import CITY_FEED
from tests.waiting import until

TASK_FEED = """
subscription Tasks($after: Cursor) { taskFeed(after: $after) { cursor kind serviceRequest { id category { id } } } }
"""


@pytest.fixture
async def akimat(live):
    """An officer of Almaty."""
    return await live.test_app.person(Role.AKIMAT)


async def test_change_of_category_is_sent_to_both_categories(live, akimat):
    """One feed sees it leave, one sees it come, a third sees nothing; the next step is seen on the new side alone."""
    context, citizen = live.test_app.context, await live.test_app.person()
    request = await submit(context, citizen, live.test_app.submission(category_id="pothole"))
    await live.test_app.settled()
    client = await live.connect()
    for category_id in ("pothole", "lighting", "garbage"):
        await client.subscribe(category_id, CITY_FEED, filter={"categoryIds": [category_id]})
    await client.synchronise()

    await change_category(context, akimat, request.id, "lighting", "Шам")
    await comments.comment(context, citizen, request.id, "рахмет")

    assert (await client.event("pothole"))["kind"] == "RECATEGORISED"
    assert [(await client.event("lighting"))["kind"] for _ in range(2)] == ["RECATEGORISED", "COMMENTED"]
    await client.synchronise()
    assert not client.waiting("pothole")
    assert not client.waiting("garbage")


async def test_resumed_feeds_of_both_categories_replay_the_change(live, akimat):
    """The replay asks the same question as the live feed."""
    context, citizen = live.test_app.context, await live.test_app.person()
    request = await submit(context, citizen, live.test_app.submission())
    await live.test_app.settled()
    client = await live.connect()
    cursor = (await client.run("{ cursor }"))["cursor"]
    await change_category(context, akimat, request.id, "lighting", "Шам")
    await live.test_app.settled()

    for category_id in ("pothole", "lighting"):
        await client.subscribe(category_id, CITY_FEED, filter={"categoryIds": [category_id]}, after=cursor)
        assert (await client.event(category_id))["kind"] == "RECATEGORISED"


async def serving(live, *category_ids):
    """An executor of these categories, with an open feed of tasks."""
    executor = await live.test_app.person(Role.EXECUTOR)
    await Account.filter(id=executor.account_id).update(category_ids=list(category_ids))
    client = await live.connect(executor)
    await client.subscribe("1", TASK_FEED)
    await client.synchronise()
    return executor, client


async def test_free_request_is_shown_to_executors_of_its_category(live):
    """None means all; what is assigned is shown whatever its category."""
    context, citizen, akimat = (
        live.test_app.context,
        await live.test_app.person(),
        await live.test_app.person(Role.AKIMAT),
    )
    electrician, lights = await serving(live, "lighting")
    _, everything = await serving(live)

    hole = await submit(context, citizen, live.test_app.submission(category_id="pothole"))
    lamp = await submit(context, citizen, live.test_app.submission(category_id="lighting"))
    await assignment.assign(context, akimat, hole.id, electrician.account_id)
    await pictures.start(context, electrician, hole.id)

    seen = [((event := await lights.event())["kind"], event["serviceRequest"]["id"]) for _ in range(3)]
    assert seen == [("SUBMITTED", str(lamp.id)), ("ASSIGNED", str(hole.id)), ("WORK_STARTED", str(hole.id))]
    assert [(await everything.event())["kind"] for _ in range(3)] == ["SUBMITTED", "SUBMITTED", "ASSIGNED"]


async def test_free_request_that_changes_its_category_is_sent_to_both(live, akimat):
    """Both executors see the step, and none after it but the one who serves the new category."""
    context, citizen = live.test_app.context, await live.test_app.person()
    _, holes = await serving(live, "pothole")
    _, lights = await serving(live, "lighting")
    request = await submit(context, citizen, live.test_app.submission(category_id="pothole"))

    await change_category(context, akimat, request.id, "lighting", "Шам")
    await deadline_extension.extend(context, akimat, request.id, request.due_at.replace(year=2027), "x")

    assert [(await holes.event())["kind"] for _ in range(2)] == ["SUBMITTED", "RECATEGORISED"]
    assert [(await lights.event())["kind"] for _ in range(2)] == ["RECATEGORISED", "DEADLINE_EXTENDED"]
    await holes.synchronise()
    assert not holes.waiting("1")


async def test_changed_categories_close_open_feeds_at_once(live, akimat):
    """The socket is closed with 1012; the reconnected client has the new categories. Claiming follows at once, too."""
    context, citizen = live.test_app.context, await live.test_app.person()
    executor, client = await serving(live, "pothole")
    _, other = await serving(live, "pothole")
    for socket in live.application.sockets:
        socket.rights = None  # the sweep finds nothing: what closes the socket is the notice

    await set_executor_categories(context, akimat, executor.account_id, ["lighting"])

    assert (await client.ended())[0] == 1012
    again = await live.connect(executor)
    await again.subscribe("1", TASK_FEED)
    await again.synchronise()
    hole = await submit(context, citizen, live.test_app.submission(category_id="pothole"))
    lamp = await submit(context, citizen, live.test_app.submission(category_id="lighting"))
    assert (await again.event())["serviceRequest"]["id"] == str(lamp.id)
    assert (await other.event())["serviceRequest"]["id"] == str(hole.id)
    claim = "mutation($id: ID!) { claimServiceRequest(id: $id) { id } }"
    await again.subscribe("c", claim, id=str(hole.id))
    refused = (await again.message_of("c"))["payload"]["errors"][0]
    assert refused["extensions"]["code"] == NotAllowed.code
    assert "not among those you serve" in refused["message"]


async def test_session_check_replaces_a_lost_signal_of_changed_categories(live):
    """The rights of open sockets are compared with the tables; others stay open."""
    executor, client = await serving(live, "pothole")
    _, other = await serving(live, "pothole")
    await rows("UPDATE account SET category_ids = '{lighting}' WHERE id = $1", executor.account_id)
    now = live.test_app.clock.now

    sweep = asyncio.create_task(
        live.application.sockets.watch_sessions(lambda known: living_sessions(known, now()), every_seconds=0.01)
    )

    assert (await client.ended())[0] == 1012
    await other.synchronise()
    await until(lambda: len(live.application.sockets) == 1)
    sweep.cancel()
    await asyncio.gather(sweep, return_exceptions=True)


async def test_several_operations_need_a_name(live):
    """An unnamed operation is refused; the named one runs."""
    client = await live.connect()
    document = "query A { cities { id } } query B { cursor }"

    await client.subscribe("1", document)
    assert await client.refusal() == "operationName needed: the document has 2 operations"
    await client.subscribe("2", document, name="B")
    assert set(await client.next("2")) == {"cursor"}
