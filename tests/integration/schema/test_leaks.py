"""Attempts to read what the viewer may not see, over sockets and over HTTP."""

import json
from dataclasses import dataclass

import pytest

from app.auth.viewer import Viewer
from app.commands.requests import comments, work
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.models.database import rows
from schema.selection import Selection
from tests.graphql_client import WebSocketClient
from tests.integration.live.server import CITY_FEED, LiveServer
from tests.waiting import until

SECRET = "Қалиева"
FULL_NAME = f"Айгүл {SECRET}"
FEED = (
    'subscription ($after: Cursor) {{ cityFeed(cityId: "almaty", after: $after) {{ cursor serviceRequest {{ {} }} }} }}'
)
OWN_FEED = """subscription($filter: ServiceRequestFilter) {
  cityFeed(cityId: "almaty", filter: $filter) { serviceRequest { author { id } } }
}"""
NAMES = "id author { id name } timeline { edges { node { actorName } } }"


@dataclass
class Actors:
    """Every kind of viewer of one request, with their sockets."""

    live: LiveServer
    author: Viewer
    executor: Viewer
    clients: dict[str, WebSocketClient]

    async def step(self, query, **variables):
        """Subscribe all with the same document and variables, let one thing happen, and return what each was sent."""
        for client in self.clients.values():
            await client.subscribe("1", query, **variables)
            await client.synchronise()
        members = len(self.clients)
        await until(lambda: self.live.application.subscriptions.subscriber_count == members)
        await submit(self.live.test_app.context, self.author, self.live.test_app.submission())
        return {who: (await client.event())["serviceRequest"] for who, client in self.clients.items()}

    def audiences(self):
        """Return the audience of every shared subscription."""
        return sorted(run.feed.audience.key for run in self.live.application.subscriptions)


@pytest.fixture
async def actors(live):
    """The public, the author, another citizen, two executors, two officers of the city, one of another city."""
    test_app = live.test_app
    author = await test_app.person(name=FULL_NAME)
    executor = await test_app.person(Role.EXECUTOR, name="Ержан Бригадир")
    watchers = {
        # The widest audience first: if a subscription were shared by mistake, the others would join it.
        "akimat": await test_app.person(Role.AKIMAT),
        "second akimat": await test_app.person(Role.AKIMAT),
        "author": author,
        "executor": executor,
        "foreign akimat": await test_app.person(Role.AKIMAT, "astana"),
        "stranger": await test_app.person(),
    }
    clients = {who: await live.connect(viewer) for who, viewer in watchers.items()}
    clients["public"] = await live.connect()
    return Actors(live, author, executor, clients)


OUTSIDE = ("executor", "foreign akimat", "stranger", "public")


async def test_equal_operations_of_public_and_staff_do_not_share(actors):
    """The same document and variables: staff see the full name, all others the first name only."""
    seen = await actors.step(FEED.format(NAMES))

    names = {who: request["author"]["name"] for who, request in seen.items()}
    assert names == {who: FULL_NAME if "akimat" in who and "foreign" not in who else "Айгүл" for who in names}
    for who in OUTSIDE:
        assert SECRET not in json.dumps(seen[who], ensure_ascii=False)
    assert len(actors.live.application.subscriptions) == 2


async def test_replay_is_rendered_for_the_same_audience(actors):
    """A replay is rendered for the audience, not for the first subscriber."""
    await submit(actors.live.test_app.context, actors.author, actors.live.test_app.submission())
    await actors.live.test_app.settled()

    query, after = FEED.format(NAMES), f"{actors.live.application.epoch}:0"
    seen = {}
    for who, client in actors.clients.items():
        await client.subscribe("1", query, after=after)
        seen[who] = json.dumps((await client.event())["serviceRequest"], ensure_ascii=False)

    assert {who for who, text in seen.items() if SECRET in text} == {"akimat", "second akimat"}


PERSONAL = {
    "plain": "author { id email fullName approved emailVerified }",
    "alias": "someone: author { e: email f: fullName }",
    "inline": "... on ServiceRequest { author { ... { email fullName } } }",
    "included": "author { email @include(if: true) fullName @skip(if: false) }",
    "fragment": "...A } } } fragment A on ServiceRequest { author { ...B } } fragment B on User { email fullName",
}


@pytest.mark.parametrize("name", PERSONAL)
async def test_personal_data_is_for_staff_and_its_owner(actors, name):
    """However the fields are written, only the author and the officers of the city see them."""
    query = FEED.format(PERSONAL[name])
    if name == "fragment":
        query = query.rpartition(" } } }")[0] + " }"

    seen = {who: json.dumps(request, ensure_ascii=False) for who, request in (await actors.step(query)).items()}

    assert {who for who, text in seen.items() if SECRET in text} == {"akimat", "second akimat", "author"}
    assert {who for who, text in seen.items() if "@example.kz" in text} == {"akimat", "second akimat", "author"}


VIEWER = ["viewerActions", "isMine", "isFollowing", "author { email }", "executor { fullName }", "author { approved }"]


@pytest.mark.parametrize("field", VIEWER)
async def test_viewer_dependent_document_is_never_executed_for_a_group(actors, monkeypatch, field):
    """Each signed-in viewer has a subscription of their own; clients without a session share one."""
    asked = []
    real = Selection.begin

    def noted(selection, value, execution):
        asked.append((execution.context.audience.key, execution.context.viewer))
        return real(selection, value, execution)

    monkeypatch.setattr(Selection, "begin", noted)

    await actors.step(FEED.format(f"id {field}"))

    assert len(asked) == len(set(asked)) == len(actors.clients)
    for key, viewer in asked:
        assert key == (f"account:{viewer.account_id}" if viewer else "public")


async def test_each_viewer_gets_their_own_actions(actors):
    """For the same event and document each viewer sees their own actions."""
    seen = await actors.step(FEED.format("isMine isFollowing viewerActions"))

    assert {who for who, request in seen.items() if request["isMine"]} == {"author"}
    assert {who for who, request in seen.items() if "WITHDRAW" in request["viewerActions"]} == {"author"}
    assert {who for who, request in seen.items() if "CLAIM" in request["viewerActions"]} == {"executor"}
    assert {who for who, request in seen.items() if "REJECT" in request["viewerActions"]} == {"akimat", "second akimat"}
    assert seen["public"]["viewerActions"] == []


async def test_new_sockets_get_the_actions_of_new_rights(live):
    """A viewer with new rights does not join the subscription of their old rights."""
    executor = await live.test_app.person(Role.EXECUTOR)
    await rows("UPDATE account SET approved_at = NULL WHERE id = $1", executor.account_id)
    early = await live.connect(executor)
    query = FEED.format("viewerActions")
    await early.subscribe("1", query)
    await until(lambda: len(live.application.subscriptions) == 1)

    # As if the notice that sends the early socket home were still on its way.
    await rows("UPDATE account SET approved_at = now() WHERE id = $1", executor.account_id)
    late = await live.connect(executor)
    await late.subscribe("1", query)
    await late.synchronise()
    await until(lambda: live.application.subscriptions.subscriber_count == 2)
    await submit(live.test_app.context, await live.test_app.person(), live.test_app.submission())

    assert "CLAIM" in (await late.event())["serviceRequest"]["viewerActions"]


async def test_unapproved_officer_and_executor_are_public(live):
    """The role asked for gives nothing: no full names for an officer whose link was not opened, no tasks."""
    officer, executor = await live.test_app.person(Role.AKIMAT), await live.test_app.person(Role.EXECUTOR)
    await rows("UPDATE account SET approved_at = NULL, email_verified_at = NULL")
    author = await live.test_app.person(name=FULL_NAME)
    watching, working = await live.connect(officer), await live.connect(executor)

    await watching.subscribe("1", FEED.format(NAMES + " author { email }"))
    await working.subscribe("1", "subscription { taskFeed { kind } }")
    await watching.synchronise()
    await until(lambda: len(live.application.subscriptions) == 1)
    await submit(live.test_app.context, author, live.test_app.submission())

    assert SECRET not in json.dumps(await watching.event(), ensure_ascii=False)
    assert await working.refusal() == "NOT_ALLOWED"


@pytest.mark.parametrize("role", [None, Role.CITIZEN, Role.AKIMAT])
async def test_task_feed_is_for_executors(live, role):
    """Other viewers are refused."""
    client = await live.connect(await live.test_app.person(role) if role else None)

    await client.subscribe("1", "subscription { taskFeed { kind } }")

    assert await client.refusal() == ("NOT_ALLOWED" if role else "UNAUTHENTICATED")


async def test_notifications_are_those_of_the_viewer(live):
    """The same document for two viewers makes two subscriptions; without a viewer it is refused."""
    author, other, worker = [await live.test_app.person(role) for role in (Role.CITIZEN, Role.CITIZEN, Role.EXECUTOR)]
    request = await submit(live.test_app.context, author, live.test_app.submission())
    query = "subscription ($after: Cursor) { notifications(after: $after) { kind serviceRequest { id } } }"
    clients = [await live.connect(viewer) for viewer in (author, other, None)]
    for client in clients:
        await client.subscribe("1", query)
        await client.synchronise()
    await until(lambda: len(live.application.subscriptions) == 2)

    await work.claim(live.test_app.context, worker, request.id)
    mine = await submit(live.test_app.context, other, live.test_app.submission())
    await comments.comment(live.test_app.context, author, mine.id, "me too")

    assert (await clients[0].event())["kind"] == "CLAIMED"
    assert await clients[1].event() == {"kind": "COMMENTED", "serviceRequest": {"id": str(mine.id)}}
    assert await clients[2].refusal() == "UNAUTHENTICATED"


@pytest.mark.parametrize("who", ["public", "stranger", "executor", "foreign akimat"])
async def test_all_requests_of_another_person_are_refused(actors, who):
    """The filter by author is for the author and the officers of the city: in lists, on the map and live."""
    given = {"authorId": str(actors.author.account_id), "cityId": "almaty"}
    client = actors.clients[who]
    listed = "query ($filter: ServiceRequestFilter) { serviceRequests(filter: $filter) { totalCount } }"
    mapped = """query ($filter: ServiceRequestFilter) {
      map(bbox: {west: 76, south: 43, east: 77, north: 44}, zoom: 10, filter: $filter) }"""

    await client.subscribe("1", CITY_FEED, filter=given)
    assert await client.refusal() == "NOT_ALLOWED"
    for query in (listed, mapped):
        await client.subscribe("2", query, filter=given)
        message = await client.message_of("2")
        assert message["payload"]["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"
        await client.message_of("2")
    assert len(actors.live.application.subscriptions) == 0


async def test_feed_of_a_city_carries_no_ids_of_authors(actors):
    """Only staff and the author's own feed name the account; all others get an id that stands for the request."""
    own = {"authorId": str(actors.author.account_id)}
    query = FEED.format("author { id }")
    for who, client in actors.clients.items():
        await client.subscribe("1", query)
        await client.synchronise(who)
    await actors.clients["author"].subscribe("own", OWN_FEED, filter=own)
    await until(lambda: actors.live.application.subscriptions.subscriber_count == len(actors.clients) + 1)

    await submit(actors.live.test_app.context, actors.author, actors.live.test_app.submission())

    seen = {who: (await client.event())["serviceRequest"]["author"]["id"] for who, client in actors.clients.items()}
    named = {who for who, author_id in seen.items() if author_id == own["authorId"]}
    assert named == {"akimat", "second akimat"}
    assert (await actors.clients["author"].event("own"))["serviceRequest"]["author"]["id"] == own["authorId"]


async def test_refused_operation_cannot_join_a_running_subscription(actors):
    """Permission is checked before sharing: an existing subscription grants nothing."""
    given = {"authorId": str(actors.author.account_id)}
    await actors.clients["author"].subscribe("1", CITY_FEED, filter=given)
    await until(lambda: len(actors.live.application.subscriptions) == 1)

    await actors.clients["stranger"].subscribe("1", CITY_FEED, filter=given)

    assert await actors.clients["stranger"].refusal() == "NOT_ALLOWED"


async def test_revoked_officer_gets_no_further_events(actors):
    """Two officers share a subscription; the one whose session ends leaves before the next event."""
    query = FEED.format("author { name }")
    for who in ("akimat", "second akimat"):
        await actors.clients[who].subscribe("1", query)
        await actors.clients[who].synchronise()
    await until(lambda: actors.live.application.subscriptions.subscriber_count == 2)
    assert actors.audiences() == ["staff:almaty"]

    await actors.clients["akimat"].subscribe("2", "mutation { logout }")
    code, before = await actors.clients["akimat"].ended()
    await submit(actors.live.test_app.context, actors.author, actors.live.test_app.submission())

    assert code == 4403
    assert SECRET not in json.dumps(before, ensure_ascii=False)
    assert (await actors.clients["second akimat"].event())["serviceRequest"]["author"]["name"] == FULL_NAME


async def test_officer_is_staff_only_in_the_own_city(actors):
    """The same officer looking at another city is the public there."""
    client = actors.clients["akimat"]
    foreign = FEED.format("author { name email }").replace("almaty", "astana")
    await client.subscribe("1", foreign)
    await client.synchronise()
    await until(lambda: len(actors.live.application.subscriptions) == 1)

    elsewhere = actors.live.test_app.submission(city_id="astana", latitude=51.13, longitude=71.43)
    await submit(actors.live.test_app.context, actors.author, elsewhere)

    assert (await client.event())["serviceRequest"]["author"] == {"name": "Айгүл", "email": None}
