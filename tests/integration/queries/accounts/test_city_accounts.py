"""The accounts of a city: who is on the list, in which order, and found by which words."""

import pytest

from app.commands.jobs.city_accounts import note_all_accounts
from app.commands.requests import comments, following
from app.commands.requests.submission import submit
from app.commands.staff.blocking import block_account
from app.domain.accounts.roles import Role
from app.errors import InvalidInput
from app.models import Account
from app.models.accounts import city_account
from app.models.accounts.city_account import note_accounts
from app.models.database import rows, transaction
from app.models.privacy.personal_data import erase_personal_rows
from app.models.requests.follow import Follow
from app.queries.accounts import city_accounts
from app.queries.accounts.account_filter import AccountFilter
from app.queries.accounts.city_accounts import MOST_UNNOTED, accounts_of_city


async def listed(city_id="almaty", first=100, after=None, **narrowed):
    """Ids on the page, and the cursor of the last one."""
    page = await accounts_of_city(city_id, AccountFilter(**narrowed), first=first, after=after)
    return [person.id for _, person in page.items], page.items[-1][0] if page.items else None, page.has_next


async def ids(**given):
    return set((await listed(**given))[0])


@pytest.fixture(params=["at once", "noted", "far behind"])
async def noted(request, monkeypatch):
    """The job that notes accounts has seen one event, or all, or has so much to do that it is not asked."""

    async def note():
        if request.param == "at once":
            monkeypatch.setattr(city_account, "AT_ONCE", 1)
            await note_accounts()
        elif request.param == "noted":
            await note_all_accounts()
            assert await rows("SELECT FROM city_account")
        elif request.param == "far behind":
            monkeypatch.setattr(city_accounts, "_NOTED", city_accounts._NOTED.replace(f"- {MOST_UNNOTED}", "+ 1"))

    return note


async def test_who_belongs_to_a_city(test_app, noted):
    """Its executors, officers and citizens, and citizens from elsewhere who reported here; no erased account."""
    here, executor = await test_app.person(), await test_app.person(Role.EXECUTOR)
    guest, homeless = await test_app.person(city_id="astana"), await test_app.person(city_id=None)
    await test_app.person(city_id="astana")
    await test_app.person(city_id=None)
    await test_app.person(Role.EXECUTOR, "astana")
    officer = await test_app.person(Role.AKIMAT)
    gone = await test_app.person()
    await Account.filter(id=gone.account_id).update(
        erased_at=test_app.clock.now(), blocked_at=test_app.clock.now(), password_hash=""
    )
    for viewer in (guest, homeless, homeless):
        await submit(test_app.context, viewer, test_app.submission())
    await test_app.settled()
    await noted()

    assert await ids() == {one.account_id for one in (here, executor, officer, guest, homeless)}


async def test_those_who_follow_comment_or_were_merged_are_of_the_city(test_app, noted):
    """Also a citizen for whom an officer has reported; one who no longer follows is not."""
    context, akimat = test_app.context, await test_app.person(Role.AKIMAT)
    author, follower, speaker, former = [await test_app.person(city_id="astana") for _ in range(4)]
    request = await submit(context, author, test_app.submission())
    await following.follow(context, follower, request.id)
    await following.follow(context, former, request.id)
    await comments.comment(context, speaker, request.id, "Мен де көрдім")
    await following.unfollow(former, request.id)
    await test_app.settled()
    await noted()

    assert await ids() == {one.account_id for one in (akimat, author, follower, speaker)}
    assert await ids(role=Role.CITIZEN, blocked=False) == {one.account_id for one in (author, follower, speaker)}
    last_two = await listed(first=2)
    assert last_two[2]
    assert (await listed(first=2, after=last_two[1]))[0] == (await listed())[0][2:]


async def test_followers_of_before_are_noted_by_the_job(test_app):
    """Until then all accounts are looked at."""
    author, follower = await test_app.person(city_id="astana"), await test_app.person(city_id="astana")
    request = await submit(test_app.context, author, test_app.submission())
    await Follow.create(account_id=follower.account_id, request_id=request.id, created_at=test_app.clock.now())
    await test_app.settled()
    await rows("DELETE FROM city_account")
    await rows("UPDATE projection SET position = 0 WHERE name = 'city_accounts'")

    assert await ids() == {author.account_id, follower.account_id}
    await note_all_accounts()

    assert await ids() == {author.account_id, follower.account_id}
    assert not await note_accounts()


async def test_where_an_erased_account_has_acted_is_not_noted(test_app):
    """Its rows go, and none comes back from events that the job has not seen."""
    context, (early, late) = test_app.context, [await test_app.person(city_id="astana") for _ in range(2)]
    for viewer in (early, late):
        await submit(context, viewer, test_app.submission())
        await test_app.settled()
        if viewer is early:
            await note_all_accounts()
            assert await rows("SELECT account_id FROM city_account") == [{"account_id": early.account_id}]
    async with transaction():
        for viewer in (early, late):
            await erase_personal_rows(viewer.account_id, test_app.clock.now())

    await note_all_accounts()

    assert await rows("SELECT FROM city_account") == []


async def test_few_letters_are_the_beginning_of_a_word(test_app):
    """In either alphabet, or of the address; three letters are found anywhere."""
    zhanar, aizhan = await test_app.person(name="Жанар Оспан"), await test_app.person(name="Айжан Серік")
    await Account.filter(id=aizhan.account_id).update(email="x-ray@example.kz")

    for words in ("ж", "Ж", "zh", "ж о", "жа", "жанар", "нар"):
        assert await ids(search=words) == {zhanar.account_id}, words
    assert await ids(search="x-") == await ids(search="x") == await ids(search="-ray") == {aizhan.account_id}
    assert await ids(search="жан") == {zhanar.account_id, aizhan.account_id}
    assert await ids(search="н") == await ids(search="қ") == set()


async def test_narrowed(test_app):
    """By words, role, block and approval; signs of patterns mean themselves."""
    akimat = await test_app.person(Role.AKIMAT)
    nurlan, percent = await test_app.person(name="Нұрлан Әли"), await test_app.person(name="100%_\\")
    works, waits = await test_app.person(Role.EXECUTOR), await test_app.person(Role.EXECUTOR)
    await Account.filter(id=waits.account_id).update(approved_at=None)
    await block_account(test_app.context, akimat, nurlan.account_id)

    for words in ("НҰРЛАН", "нурлан", "Ali Nurlan", "али", "әли нұр"):
        assert await ids(search=words) == {nurlan.account_id}, words
    assert await ids(search=" p2@EXAMPLE ") == {nurlan.account_id}
    for words in ("%", "_", "\\", "0% _"[:2]):
        assert await ids(search=words) == {percent.account_id}
    assert await ids(role=Role.EXECUTOR) == {works.account_id, waits.account_id}
    assert await ids(role=Role.AKIMAT) == {akimat.account_id}
    assert await ids(blocked=True) == {nurlan.account_id}
    assert nurlan.account_id not in await ids(blocked=False)
    assert await ids(approved=True) == {works.account_id, akimat.account_id}
    assert await ids(approved=False) == {waits.account_id}


async def test_pages_hold_everyone_once(test_app):
    """Newest first, also where many came in the same moment."""
    for n in range(7):
        test_app.pass_time(minutes=n % 2)
        await test_app.person()
    whole, _, _ = await listed()
    seen, after, more = [], None, True
    while more:
        found, after, more = await listed(first=2, after=after)
        seen += found

    assert seen == whole
    assert len(set(whole)) == 7


@pytest.mark.parametrize(
    ("field", "given"), [("first", {"first": 101}), ("after", {"after": "x"}), ("search", {"search": "x" * 101})]
)
async def test_what_is_refused(test_app, field, given):
    """It names the field."""
    with pytest.raises(InvalidInput) as refused:
        await listed(**given)
    assert refused.value.data["field"] == field
