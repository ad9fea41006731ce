"""The export and the erasure of a person's own data."""

import orjson
import pytest

from app.auth.sessions import viewer_of_token
from app.commands.accounts.erasure import erase_account
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sign_in import login
from app.commands.requests.comments import comment
from app.commands.requests.following import follow
from app.commands.requests.submission import submit
from app.commands.staff.blocking import unblock_account
from app.domain.accounts.roles import Role
from app.errors import InvalidInput, NotFound, Unauthenticated
from app.live.engine import OperationRequest
from app.live.send_queue import SendQueue
from app.live.subscriber import Subscriber
from app.models import Account, ServiceRequestRow
from app.models.database import rows
from app.queries.accounts.personal_data import personal_data
from tests.waiting import until

PASSWORD, EMAIL, NAME = "қалаға сөз", "aigerim@example.kz", "Айгерім Нұрлан"


async def citizen_with_request(test_app):
    """A citizen with a request, a comment and a follow."""
    wish = Registration(name=NAME, email=EMAIL, password=PASSWORD, role=Role.CITIZEN, city_id="almaty")
    signed = await register(test_app.context, wish, "Firefox of Aruzhan")
    request = await submit(test_app.context, signed.viewer, test_app.submission())
    await comment(test_app.context, signed.viewer, request.id, "менің сөзім")
    await follow(test_app.context, signed.viewer, request.id)
    await comment(test_app.context, await test_app.person(), request.id, "бөтен сөз")
    await test_app.settled()
    return signed, request


async def test_one_gets_all_that_is_kept_and_nothing_of_others(test_app):
    """As plain JSON; no secret among it."""
    signed, request = await citizen_with_request(test_app)

    data = orjson.loads(orjson.dumps(await personal_data(signed.viewer.account_id)))

    assert data["account"]["email"] == EMAIL
    assert [one["id"] for one in data["requests"]] == [str(request.id)]
    assert [one["text"] for one in data["comments"]] == ["менің сөзім"]
    assert [one["kind"] for one in data["steps"]] == ["SUBMITTED"]
    assert [one["kind"] for one in data["notifications"]] == ["COMMENTED"]
    assert [one["user_agent"] for one in data["sessions"]] == ["Firefox of Aruzhan"]
    text = orjson.dumps(data).decode()
    assert not any(word in text for word in ("бөтен", "argon2", "token", "p1@example.kz"))


async def test_what_is_kept_is_read_in_pieces(test_app, monkeypatch):
    """All of it, however many pieces there are: a worker of years must not hold up the others."""
    signed, _ = await citizen_with_request(test_app)
    whole = orjson.dumps(await personal_data(signed.viewer.account_id))
    monkeypatch.setattr("app.queries.accounts.personal_data.BATCH", 1)

    assert orjson.dumps(await personal_data(signed.viewer.account_id)) == whole


async def test_erased_is_erased(test_app):
    """No table says any more who it was; the request stays for the city to count."""
    signed, request = await citizen_with_request(test_app)

    await erase_account(test_app.context, signed.viewer, PASSWORD)

    tables = await rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    kept = str([await rows(f'SELECT * FROM "{item["tablename"]}"') for item in tables])
    assert not [word for word in (EMAIL, NAME, "Firefox of Aruzhan") if word in kept]
    assert await viewer_of_token(signed.token, test_app.clock.now()) is None
    with pytest.raises(Unauthenticated):
        await login(test_app.context, EMAIL, PASSWORD)
    account = await Account.get(id=signed.viewer.account_id)
    assert (account.name, account.erased_at) == ("Тұрғын", test_app.clock.now())
    with pytest.raises(Unauthenticated):
        await login(test_app.context, account.email, "")
    assert (await ServiceRequestRow.get(id=request.id)).author_id == account.id
    assert await citizen_with_request(test_app), "the address is free again"


async def test_snapshots_know_people_by_id_alone(test_app):
    """So the log need not change when an account is erased."""
    await citizen_with_request(test_app)

    kept = str(await rows("SELECT * FROM event"))

    assert NAME not in kept
    assert EMAIL not in kept


async def test_an_erased_account_cannot_be_unblocked(test_app):
    """For the Akimat there is no such account."""
    signed, _ = await citizen_with_request(test_app)
    await erase_account(test_app.context, signed.viewer, PASSWORD)

    with pytest.raises(NotFound):
        await unblock_account(test_app.context, await test_app.person(Role.AKIMAT), signed.viewer.account_id)
    assert (await Account.get(id=signed.viewer.account_id)).blocked_at is not None


async def test_a_borrowed_session_erases_nothing(test_app):
    """The password is needed."""
    signed, _ = await citizen_with_request(test_app)

    with pytest.raises(InvalidInput) as refused:
        await erase_account(test_app.context, signed.viewer, "wrong password")
    with pytest.raises(Unauthenticated):
        await erase_account(test_app.context, None, PASSWORD)

    assert refused.value.data["field"] == "password"
    assert await login(test_app.context, EMAIL, PASSWORD)


AUTHORS = """subscription ($after: Cursor) {
  cityFeed(cityId: "almaty", after: $after) { serviceRequest { author { name } } }
}"""


async def replayed(test_app, viewer):
    """Resume over the whole log; return the names of the authors that were sent."""
    request = OperationRequest(query=AUTHORS, variables={"after": f"{test_app.application.epoch}:0"})
    opened, send_queue, runs = (
        await test_app.application.engine.open(request, viewer),
        SendQueue(),
        test_app.application.subscriptions,
    )
    member = Subscriber(send_queue, b'{"payload":')
    run = runs.join(opened, member)
    await runs.catch_up(run, opened.feed, member)
    runs.leave(run, member)
    events = [orjson.loads(frame)["payload"]["data"]["cityFeed"] for frame in send_queue.queued]
    return {event["serviceRequest"]["author"]["name"] for event in events}


async def test_a_resumed_feed_does_not_contain_the_erased_name(test_app):
    """What was rendered for the Akimat is kept for clients that resume, but not with the name of an erased account."""
    signed, _ = await citizen_with_request(test_app)
    akimat = await test_app.person(Role.AKIMAT)
    assert await replayed(test_app, akimat) == {NAME}

    await erase_account(test_app.context, signed.viewer, PASSWORD)

    async def is_forgotten():
        return await replayed(test_app, akimat) == {"Тұрғын"}

    await until(is_forgotten)
