"""An Akimat blocks any account that acted in its city, in its city alone."""

import pytest

from app.auth.passwords import hash_password
from app.auth.sessions import viewer_of_token
from app.commands.accounts.registration import Registration, register
from app.commands.accounts.sign_in import login
from app.commands.requests.comments import comment
from app.commands.requests.following import follow, unfollow
from app.commands.requests.submission import submit
from app.commands.requests.verdict import confirm, dispute
from app.commands.requests.verdict_link import answer
from app.commands.requests.work import claim, complete, start
from app.commands.staff.blocking import block_account, unblock_account
from app.domain.accounts.roles import Role
from app.domain.notifications.letters import Answer
from app.errors import NotAllowed
from app.models import Account, AccountDecision
from app.models.photos.photo import PhotoRow
from app.notifications.links import Verdict
from app.queries.accounts.account_filter import AccountFilter
from app.queries.accounts.city_accounts import accounts_of_city
from app.queries.figures.executors import executor_scores
from tests.pictures import picture
from tests.waiting import until

PASSWORD, WHY = "қалаға сөз", "Қайта-қайта жарнама жазды"


async def signed_up(test_app, city_id=None, email="a@example.kz"):
    form = Registration(name="Айгүл", email=email, password=PASSWORD, role=Role.CITIZEN, city_id=city_id)
    return await register(test_app.context, form)


async def fresh(test_app, signed):
    """Return the viewer as the next operation has it."""
    viewer = await viewer_of_token(signed.token, test_app.clock.now())
    assert viewer is not None
    return viewer


async def listed(city_id, **narrowed):
    """Return the ids of the accounts that the Akimat of the city lists."""
    return [person.id for _, person in (await accounts_of_city(city_id, AccountFilter(**narrowed))).items]


def in_astana(test_app):
    return test_app.submission(city_id="astana", latitude=51.13, longitude=71.43)


@pytest.mark.parametrize("home", [None, "astana"])
@pytest.mark.parametrize("act", [comment, follow])
async def test_an_account_that_acted_there_is_listed_and_blocked(test_app, home, act):
    """A citizen of another city, or of none, who only commented or followed."""
    akimat, signed = await test_app.person(Role.AKIMAT), await signed_up(test_app, home)
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    account_id = signed.viewer.account_id
    with pytest.raises(NotAllowed):
        await block_account(test_app.context, akimat, account_id, WHY)
    assert account_id not in await listed("almaty")
    await act(test_app.context, signed.viewer, request.id, *(["сөз"] if act is comment else []))

    assert account_id in await listed("almaty")
    await block_account(test_app.context, akimat, account_id, WHY)

    assert account_id in await listed("almaty", blocked=True)
    assert account_id not in await listed("almaty", blocked=False)
    assert home is None or account_id in await listed(home, blocked=False)
    assert (await Account.get(id=account_id)).blocked_at is None


async def test_a_blocked_account_takes_no_step_there_but_goes_on(test_app):
    """Each refusal says why; sessions go on, and a new sign-in is held to it too."""
    akimat, signed = await test_app.person(Role.AKIMAT), await signed_up(test_app, "almaty")
    executor = await test_app.person(Role.EXECUTOR)
    mine = await submit(test_app.context, signed.viewer, test_app.submission(), [picture()])
    other = await submit(test_app.context, await test_app.person(), test_app.submission())
    await follow(test_app.context, signed.viewer, other.id)
    await claim(test_app.context, executor, mine.id)
    await start(test_app.context, executor, mine.id)
    done = await complete(test_app.context, executor, mine.id, photos=[picture(2)])
    photos = await PhotoRow.all().count()

    await block_account(test_app.context, akimat, signed.viewer.account_id, WHY)

    for viewer in (
        await fresh(test_app, signed),
        (await login(test_app.context, "a@example.kz", PASSWORD)).viewer,
    ):
        for refused in (
            submit(test_app.context, viewer, test_app.submission(), [picture(3)]),
            comment(test_app.context, viewer, other.id, "сөз"),
            follow(test_app.context, viewer, mine.id),
            confirm(test_app.context, viewer, mine.id, 5),
            dispute(test_app.context, viewer, mine.id, "жоқ", photos=[picture(4)]),
        ):
            with pytest.raises(NotAllowed) as refusal:
                await refused
            assert WHY in refusal.value.message
            assert refusal.value.data == {"blocked": True, "cityId": "almaty", "reason": WHY}
        assert await PhotoRow.all().count() == photos
        elsewhere = await submit(test_app.context, viewer, in_astana(test_app))
        await comment(test_app.context, viewer, elsewhere.id, "сөз")
        await unfollow(viewer, other.id)
    question = Verdict(mine.id, signed.viewer.account_id, done.version)
    with pytest.raises(NotAllowed):
        await answer(test_app.context, Answer.CONFIRM, question, rating=5, reason="")


async def test_the_owner_is_told_and_both_decisions_are_kept(test_app):
    """By letter, with the city and the reason; unblocking opens the city again."""
    akimat, signed = await test_app.person(Role.AKIMAT), await signed_up(test_app, "almaty")
    for _ in range(2):
        await block_account(test_app.context, akimat, signed.viewer.account_id, WHY)
    await until(lambda: any("Алматы" in one.subject and WHY in one.text for one in test_app.mailer.letters))

    for _ in range(2):
        await unblock_account(test_app.context, akimat, signed.viewer.account_id)

    await submit(test_app.context, await fresh(test_app, signed), test_app.submission())
    kept = await AccountDecision.all().order_by("at", "id")
    assert [(one.kind.value, one.reason, one.city_id, one.everywhere) for one in kept] == [
        ("BLOCKED", WHY, "almaty", False),
        ("UNBLOCKED", None, "almaty", False),
    ]


async def test_two_cities_block_apart(test_app):
    """Each ends its own block and not the other's."""
    signed, request = await signed_up(test_app), None
    officers = {city: await test_app.person(Role.AKIMAT, city) for city in ("almaty", "astana")}
    await submit(test_app.context, signed.viewer, test_app.submission())
    await submit(test_app.context, signed.viewer, in_astana(test_app))
    for city, officer in officers.items():
        await block_account(test_app.context, officer, signed.viewer.account_id, city)

    await unblock_account(test_app.context, officers["astana"], signed.viewer.account_id)

    viewer = await fresh(test_app, signed)
    request = await submit(test_app.context, viewer, in_astana(test_app))
    assert request.version == 1
    with pytest.raises(NotAllowed) as refused:
        await submit(test_app.context, viewer, test_app.submission())
    assert refused.value.data["reason"] == "almaty"


async def test_a_blocked_executor_neither_works_nor_is_listed_for_work(test_app):
    akimat, executor = await test_app.person(Role.AKIMAT), await test_app.person(Role.EXECUTOR)
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    signed = await login_as(test_app, executor)

    await block_account(test_app.context, akimat, executor.account_id, WHY)

    with pytest.raises(NotAllowed):
        await claim(test_app.context, await fresh(test_app, signed), request.id)
    assert not (await fresh(test_app, signed)).is_executor_of("almaty")
    assert [score.executor_id for score in await executor_scores("almaty")] == []


async def test_an_officer_of_another_city_is_blocked_like_a_citizen(test_app):
    """There they act as a citizen; in their own city nothing changes."""
    akimat, foreign = await test_app.person(Role.AKIMAT), await test_app.person(Role.AKIMAT, "astana")
    request = await submit(test_app.context, await test_app.person(), test_app.submission())
    await comment(test_app.context, foreign, request.id, "сөз")

    await block_account(test_app.context, akimat, foreign.account_id, WHY)

    signed = await login_as(test_app, foreign)
    with pytest.raises(NotAllowed):
        await comment(test_app.context, signed.viewer, request.id, "сөз")
    assert signed.viewer.is_akimat_of("astana")


async def login_as(test_app, viewer):
    """Sign in as this person."""
    account = await Account.get(id=viewer.account_id)
    await Account.filter(id=account.id).update(password_hash=await hash_password(PASSWORD))
    return await login(test_app.context, account.email, PASSWORD)
