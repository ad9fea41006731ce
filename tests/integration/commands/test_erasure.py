"""One's own data: all of it, and then none."""

import orjson
import pytest

from app.auth.sessions import viewer_of_token
from app.commands.accounts import Registration, login, register
from app.commands.blocking import unblock_account
from app.commands.comments import comment, follow
from app.commands.erasure import erase_account
from app.commands.submit import submit
from app.domain.roles import Role
from app.errors import InvalidInput, NotFound, Unauthenticated
from app.live.engine import OperationRequest
from app.live.mailbox import Mailbox
from app.live.run import Member
from app.models import Account, ServiceRequestRow
from app.models.database import rows
from app.queries.personal_data import personal_data
from tests.integration.live.client import until

PASSWORD, EMAIL, NAME = "қалаға сөз", "aigerim@example.kz", "Айгерім Нұрлан"


async def somebody(town):
    """A citizen with a request, a comment and a follow."""
    wish = Registration(name=NAME, email=EMAIL, password=PASSWORD, role=Role.CITIZEN, city_id="almaty")
    signed = await register(town.desk, wish, "Firefox of Aruzhan")
    request = await submit(town.desk, signed.viewer, town.submission())
    await comment(town.desk, signed.viewer, request.id, "менің сөзім")
    await follow(town.desk, signed.viewer, request.id)
    await comment(town.desk, await town.person(), request.id, "бөтен сөз")
    await town.settled()
    return signed, request


async def test_one_gets_all_that_is_kept_and_nothing_of_others(town):
    """As plain JSON; no secret among it."""
    signed, request = await somebody(town)

    data = await personal_data(signed.viewer.account_id)

    assert data["account"]["email"] == EMAIL
    assert [one["id"] for one in data["requests"]] == [str(request.id)]
    assert [one["text"] for one in data["comments"]] == ["менің сөзім"]
    assert [one["kind"] for one in data["steps"]] == ["SUBMITTED"]
    assert [one["kind"] for one in data["notifications"]] == ["COMMENTED"]
    assert [one["user_agent"] for one in data["sessions"]] == ["Firefox of Aruzhan"]
    text = orjson.dumps(data).decode()
    assert not any(word in text for word in ("бөтен", "argon2", "token", "p1@example.kz"))


async def test_erased_is_erased(town):
    """No table says any more who it was; the request stays for the city to count."""
    signed, request = await somebody(town)

    await erase_account(town.desk, signed.viewer, PASSWORD)

    tables = await rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    kept = str([await rows(f'SELECT * FROM "{item["tablename"]}"') for item in tables])
    assert not [word for word in (EMAIL, NAME, "Firefox of Aruzhan") if word in kept]
    assert await viewer_of_token(signed.token, town.clock.now()) is None
    with pytest.raises(Unauthenticated):
        await login(town.desk, EMAIL, PASSWORD)
    account = await Account.get(id=signed.viewer.account_id)
    assert (account.name, account.erased_at) == ("Тұрғын", town.clock.now())
    with pytest.raises(Unauthenticated):
        await login(town.desk, account.email, "")
    assert (await ServiceRequestRow.get(id=request.id)).author_id == account.id
    assert await somebody(town), "the address is free again"


async def test_snapshots_know_people_by_id_alone(town):
    """So the log need not be changed when somebody goes."""
    await somebody(town)

    kept = str(await rows("SELECT * FROM event"))

    assert NAME not in kept
    assert EMAIL not in kept


async def test_nobody_brings_an_erased_account_back(town):
    """Not even the Akimat: there is no such account."""
    signed, _ = await somebody(town)
    await erase_account(town.desk, signed.viewer, PASSWORD)

    with pytest.raises(NotFound):
        await unblock_account(town.desk, await town.person(Role.AKIMAT), signed.viewer.account_id)
    assert (await Account.get(id=signed.viewer.account_id)).blocked_at is not None


async def test_a_borrowed_session_erases_nothing(town):
    """The password is needed."""
    signed, _ = await somebody(town)

    with pytest.raises(InvalidInput) as refused:
        await erase_account(town.desk, signed.viewer, "wrong password")
    with pytest.raises(Unauthenticated):
        await erase_account(town.desk, None, PASSWORD)

    assert refused.value.data["field"] == "password"
    assert await login(town.desk, EMAIL, PASSWORD)


AUTHORS = """subscription ($after: Cursor) {
  cityFeed(cityId: "almaty", after: $after) { serviceRequest { author { name } } }
}"""


async def replayed(town, viewer):
    """Resume over the whole log; return what is told of the authors."""
    request = OperationRequest(query=AUTHORS, variables={"after": f"{town.house.epoch}:0"})
    opened, mailbox, runs = await town.house.engine.open(request, viewer), Mailbox(), town.house.runs
    member = Member(mailbox, b'{"payload":')
    run = runs.join(opened.key, opened.feed, opened.render, member)
    await runs.catch_up(run, opened.feed, member)
    runs.leave(opened.key, member)
    events = [orjson.loads(frame)["payload"]["data"]["cityFeed"] for frame in mailbox._frames]
    return {event["serviceRequest"]["author"]["name"] for event in events}


async def test_nobody_who_resumes_is_told_the_name_again(town):
    """What was rendered for the Akimat is kept for whoever comes back; not with the name of somebody who is gone."""
    signed, _ = await somebody(town)
    akimat = await town.person(Role.AKIMAT)
    assert await replayed(town, akimat) == {NAME}

    await erase_account(town.desk, signed.viewer, PASSWORD)

    async def is_forgotten():
        return await replayed(town, akimat) == {"Тұрғын"}

    await until(is_forgotten)
