"""Somebody registers an address that is not theirs, and waits for its owner to open the link."""

import asyncio

import pytest

from app.auth.limits import CHANGE_BY_ADDRESS, PASSWORD_BY_ACCOUNT, REGISTER_BY_ADDRESS, VERIFY_BY_ADDRESS
from app.auth.sessions import viewer_of_token
from app.commands.accounts.email_change import change_email, request_email_change
from app.commands.accounts.email_verification import resend_verification, verify_email
from app.commands.accounts.erasure import erase_account
from app.commands.accounts.passwords import request_password_reset, reset_password
from app.commands.accounts.preferences import set_preference
from app.commands.accounts.registration import register
from app.commands.accounts.sign_in import login
from app.commands.requests.submission import submit
from app.commands.staff.blocking import block_account, block_everywhere
from app.domain.accounts.roles import Role
from app.domain.notifications.letters import Channel, NotificationKind
from app.errors import InvalidInput, RateLimited, Unauthenticated
from app.models import Account, EmailToken, NotificationPreference, PushSubscription, ServiceRequestRow
from app.models.database import rows
from tests.integration.attacks.conftest import EMAIL, OWNERS, STRANGERS, form, officers_form, tokens


async def stranger_in(test_app, **changes):
    """A stranger has registered the officer's address."""
    return await register(test_app.context, officers_form(password=STRANGERS, **changes))


async def test_the_link_alone_gives_the_stranger_nothing(test_app):
    """Opened by the owner elsewhere, it asks for a password, is not used up, and confirms nothing meanwhile."""
    stranger = await stranger_in(test_app)
    (token,) = await tokens(test_app)

    other = await register(test_app.context, form(email="other@example.kz"))
    for viewer in (None, other.viewer, await test_app.person(Role.AKIMAT)):
        with pytest.raises(InvalidInput) as asked:
            await verify_email(test_app.context, token, viewer=viewer)
        assert asked.value.data == {"field": "password"}

    assert (await Account.get(email=EMAIL)).email_verified_at is None
    assert not (await viewer_of_token(stranger.token, test_app.clock.now())).is_akimat_of("almaty")
    assert await EmailToken.filter(used_at=None, account_id=stranger.viewer.account_id).count() == 1


async def test_the_owner_wins(test_app):
    """With a password of their own the stranger is out: session, password, links, browsers and preferences."""
    stranger = await stranger_in(test_app)
    await set_preference(stranger.viewer, NotificationKind.DIGEST, Channel.EMAIL, enabled=False)
    await PushSubscription.create(
        account_id=stranger.viewer.account_id,
        session_id=stranger.viewer.session_id,
        endpoint="https://fcm.googleapis.com/x",
        p256dh="x",
        auth="x",
        created_at=test_app.clock.now(),
    )
    await request_email_change(test_app.context, stranger.viewer, "stranger@gov.kz", STRANGERS)
    (change,) = await tokens(test_app, "stranger@gov.kz", page="change-email")
    (token,) = await tokens(test_app)

    owner = await verify_email(test_app.context, token, password=OWNERS)

    now = test_app.clock.now()
    assert owner.viewer.is_akimat_of("almaty")
    assert await viewer_of_token(owner.token, now) == owner.viewer
    assert await viewer_of_token(stranger.token, now) is None
    with pytest.raises(Unauthenticated):
        await login(test_app.context, EMAIL, STRANGERS)
    assert await login(test_app.context, EMAIL, OWNERS)
    with pytest.raises(InvalidInput) as refused:
        await change_email(test_app.context, change, password=OWNERS)
    assert refused.value.data["field"] == "token"
    assert await PushSubscription.all().count() == await NotificationPreference.all().count() == 0


async def test_a_socket_of_the_stranger_is_closed(test_app, monkeypatch):
    """The sessions that end are named, so that their sockets close."""
    stranger, ended = await stranger_in(test_app), []
    (token,) = await tokens(test_app)

    async def over(_, sessions):
        ended.extend(sessions)

    monkeypatch.setattr(type(test_app.context.signals), "sessions_over", over)
    await verify_email(test_app.context, token, password=OWNERS)

    assert ended == [stranger.viewer.session_id]


async def test_on_a_second_device_the_password_of_the_registration_changes_nothing(test_app):
    """Registered on a computer, opened on a telephone: both are signed in afterwards."""
    context = await register(test_app.context, officers_form())
    (token,) = await tokens(test_app)

    telephone = await verify_email(test_app.context, token, password=OWNERS)

    assert telephone.viewer.is_akimat_of("almaty")
    assert (await viewer_of_token(context.token, test_app.clock.now())).is_akimat_of("almaty")
    with pytest.raises(InvalidInput):
        await verify_email(test_app.context, token, password=OWNERS)


async def test_in_the_same_browser_the_link_is_enough(test_app):
    """As ever."""
    context = await register(test_app.context, officers_form())
    (token,) = await tokens(test_app)

    assert (await verify_email(test_app.context, token, viewer=context.viewer)).viewer.is_akimat_of("almaty")
    assert await viewer_of_token(context.token, test_app.clock.now())


async def test_a_password_that_has_not_the_form_of_one_uses_nothing_up(test_app):
    """The field is named, the link is still good."""
    await stranger_in(test_app)
    (token,) = await tokens(test_app)

    with pytest.raises(InvalidInput) as refused:
        await verify_email(test_app.context, token, password="short")
    assert refused.value.data["field"] == "password"
    assert await verify_email(test_app.context, token, password=OWNERS)


async def test_no_older_link_survives_the_confirmation(test_app):
    """Whoever finds another letter later cannot set a password by it."""
    context = await register(test_app.context, officers_form())
    await resend_verification(test_app.context, context.viewer)
    first, second = await tokens(test_app, count=2)
    await verify_email(test_app.context, first, viewer=context.viewer)

    for given in ({"viewer": context.viewer}, {"password": STRANGERS}):
        with pytest.raises(InvalidInput) as refused:
            await verify_email(test_app.context, second, **given)
        assert refused.value.data["field"] == "token"
    assert await login(test_app.context, EMAIL, OWNERS)


async def test_two_devices_at_once(test_app):
    """One opens it; whatever the other typed does not become the password."""
    await stranger_in(test_app)
    (token,) = await tokens(test_app)

    answers = await asyncio.gather(
        *(verify_email(test_app.context, token, password=f"бұл сөз {n}") for n in range(4)), return_exceptions=True
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["InvalidInput"] * 3 + ["SignedIn"]
    (won,) = [n for n, answer in enumerate(answers) if not isinstance(answer, InvalidInput)]
    assert await login(test_app.context, EMAIL, f"бұл сөз {won}")


async def test_a_reset_throws_the_stranger_out_as_well(test_app):
    """The other letter that an owner may open."""
    stranger = await stranger_in(test_app)
    await set_preference(stranger.viewer, NotificationKind.DIGEST, Channel.EMAIL, enabled=False)
    await request_password_reset(test_app.context, EMAIL)
    (reset,) = await tokens(test_app, page="reset")
    (verify,) = await tokens(test_app)

    owner = await reset_password(test_app.context, reset, OWNERS)

    assert owner.viewer.is_akimat_of("almaty")
    assert await viewer_of_token(stranger.token, test_app.clock.now()) is None
    assert await NotificationPreference.all().count() == 0
    with pytest.raises(InvalidInput):
        await verify_email(test_app.context, verify, viewer=stranger.viewer)


async def second(test_app, **changes):
    """Register the address again; the answer is that of any taken address."""
    await tokens(test_app)  # the first letter has arrived, so that the letters come in order
    with pytest.raises(InvalidInput) as refused:
        await register(test_app.context, officers_form(**changes))
    await test_app.context.wait_for_background()
    return refused.value.message, refused.value.extensions


async def test_a_second_registration_is_answered_alike_whether_the_first_was_confirmed(test_app):
    """The account that was registered first stays as it is."""
    first = await stranger_in(test_app)
    unconfirmed = await second(test_app)
    await Account.all().update(email_verified_at=test_app.clock.now())
    confirmed = await second(test_app)

    assert unconfirmed == confirmed
    assert await viewer_of_token(first.token, test_app.clock.now())


async def test_the_owner_comes_second_and_gets_what_they_registered(test_app):
    """A stranger took the address as a citizen; by the letter and their own password the officer is an officer."""
    stranger = await register(test_app.context, form(password=STRANGERS, city_id="astana"))
    report = await submit(test_app.context, stranger.viewer, test_app.submission())
    await second(test_app, name="Айгүл Ахмет")
    _, token = await tokens(test_app, count=2)

    for password in (None, STRANGERS, "another one"):
        with pytest.raises(InvalidInput) as refused:
            await verify_email(test_app.context, token, password=password, viewer=stranger.viewer)
        assert refused.value.data["field"] == "password"
    owner = await verify_email(test_app.context, token, password=OWNERS)

    assert owner.viewer.is_akimat_of("almaty")
    account = await Account.get(email=EMAIL)
    assert (account.id, account.name) == (owner.viewer.account_id, "Айгүл Ахмет")
    assert await viewer_of_token(stranger.token, test_app.clock.now()) is None
    old = await Account.get(id=stranger.viewer.account_id)
    assert (old.erased_at, (await ServiceRequestRow.get(id=report.id)).author_id) == (test_app.clock.now(), old.id)
    assert await login(test_app.context, EMAIL, OWNERS)


async def test_a_stranger_who_comes_second_takes_nothing(test_app):
    """The owner's account, sessions and link are as they were; the letter opens with the stranger's password alone."""
    owner = await register(test_app.context, officers_form())
    await second(test_app, password=STRANGERS, city_id="astana", name="Somebody Else")
    own, strangers = await tokens(test_app, count=2)

    with pytest.raises(InvalidInput):
        await verify_email(test_app.context, strangers, password=OWNERS)
    with pytest.raises(InvalidInput):
        await verify_email(test_app.context, strangers, viewer=owner.viewer)
    assert (await verify_email(test_app.context, own, viewer=owner.viewer)).viewer.is_akimat_of("almaty")
    with pytest.raises(InvalidInput) as refused:
        await verify_email(test_app.context, strangers, password=STRANGERS)
    assert refused.value.data["field"] == "token"
    assert (await Account.get(email=EMAIL)).id == owner.viewer.account_id


async def test_the_password_of_a_second_registration_cannot_be_guessed(test_app):
    """Ten tries a link, then it waits; the form in the table is gone with the link."""
    await stranger_in(test_app)
    await second(test_app)
    _, token = await tokens(test_app, count=2)
    for n in range(PASSWORD_BY_ACCOUNT.most):
        with pytest.raises(InvalidInput):
            await verify_email(test_app.context, token, password=f"guess number {n}")

    with pytest.raises(RateLimited):
        await verify_email(test_app.context, token, password=OWNERS)
    test_app.pass_time(seconds=PASSWORD_BY_ACCOUNT.seconds)
    assert await verify_email(test_app.context, token, password=OWNERS)
    assert await rows("SELECT 1 FROM email_token WHERE registration IS NOT NULL") == []


async def test_a_mailbox_is_not_flooded(test_app):
    """However often an address is registered, its owner gets a few letters an hour, and the answer is the same."""
    await stranger_in(test_app)
    answers = {str(await second(test_app)) for _ in range(VERIFY_BY_ADDRESS.most + 3)}

    assert len(answers) == 1
    assert await EmailToken.filter(purpose="REGISTER_ANEW").count() == VERIFY_BY_ADDRESS.most


async def test_a_mailbox_is_not_flooded_by_accounts_that_come_and_go(test_app):
    """Registering and erasing frees the address and sends another letter each time; all clients count together."""
    for number in range(REGISTER_BY_ADDRESS.most):
        signed = await register(test_app.context, form(), client=f"192.0.2.{number}")
        await erase_account(test_app.context, signed.viewer, OWNERS)

    with pytest.raises(RateLimited):
        await register(test_app.context, form(), client="198.51.100.1")
    test_app.pass_time(hours=1)

    assert await register(test_app.context, form(), client="198.51.100.1")


async def test_a_mailbox_is_not_flooded_by_accounts_that_want_to_move_there(test_app):
    """However many accounts ask, and whether the mailbox has an account or not."""
    await register(test_app.context, form(email="taken@example.kz"))
    movers = [
        (await register(test_app.context, form(email=f"a{number}@example.kz"))).viewer
        for number in range(CHANGE_BY_ADDRESS.most + 1)
    ]

    for address in ("victim@example.kz", "taken@example.kz"):
        for viewer in movers[:-1]:
            await request_email_change(test_app.context, viewer, address, OWNERS)
        with pytest.raises(RateLimited):
            await request_email_change(test_app.context, movers[-1], address, OWNERS)


@pytest.mark.parametrize("everywhere", [True, False])
async def test_a_block_is_not_escaped_by_registering_anew(test_app, everywhere):
    """Neither a second registration nor any link opens an account blocked everywhere, or ends a block in a city."""
    stranger = await register(test_app.context, form(password=STRANGERS, city_id="almaty"))
    account_id = stranger.viewer.account_id
    await second(test_app)
    first, anew = await tokens(test_app, count=2)
    if everywhere:
        await block_everywhere(test_app.context, account_id)
    else:
        await block_account(test_app.context, await test_app.person(Role.AKIMAT), account_id)
    await second(test_app)

    assert await EmailToken.filter(purpose="REGISTER_ANEW").count() == 1
    refused = Unauthenticated if everywhere else InvalidInput
    for token in (first, anew) if everywhere else (anew,):
        with pytest.raises(refused):
            await verify_email(test_app.context, token, password=OWNERS)
    assert (await Account.get(email=EMAIL)).id == account_id


async def test_an_unconfirmed_address_can_be_confirmed_by_its_owner(test_app):
    """An account that moves to its owner's other address, which a stranger has registered."""
    owner = await register(test_app.context, form(email="old@example.kz"))
    stranger = await register(test_app.context, form(password=STRANGERS))
    await request_email_change(test_app.context, owner.viewer, EMAIL, OWNERS)
    (token,) = await tokens(test_app, page="change-email")

    await change_email(test_app.context, token, viewer=owner.viewer)

    assert (await Account.get(email=EMAIL)).id == owner.viewer.account_id
    assert await viewer_of_token(stranger.token, test_app.clock.now()) is None


async def test_a_link_that_changes_an_address_gives_the_stranger_nothing_either(test_app):
    """The same trick by another letter: an account of the stranger's own, moved to the officer's mailbox."""
    stranger = await register(test_app.context, officers_form(email="nobody@gov.kz", password=STRANGERS))
    await request_email_change(test_app.context, stranger.viewer, EMAIL, STRANGERS)
    (token,) = await tokens(test_app, page="change-email")

    for given in ({}, {"viewer": await test_app.person(Role.AKIMAT)}, {"password": OWNERS}):
        with pytest.raises(InvalidInput) as refused:
            await change_email(test_app.context, token, **given)
        assert refused.value.data["field"] == "password"

    account = await Account.get(id=stranger.viewer.account_id)
    assert (account.email, account.email_verified_at) == ("nobody@gov.kz", None)


async def test_an_address_is_changed_on_a_second_device_by_the_password(test_app):
    """Requested on a computer, opened on a telephone; ten wrong passwords reach the limit."""
    owner = await register(test_app.context, form(email="old@example.kz"))
    await request_email_change(test_app.context, owner.viewer, EMAIL, OWNERS)
    (token,) = await tokens(test_app, page="change-email")
    for n in range(PASSWORD_BY_ACCOUNT.most):
        with pytest.raises(InvalidInput):
            await change_email(test_app.context, token, password=f"guess number {n}")
    with pytest.raises(RateLimited):
        await change_email(test_app.context, token, password=OWNERS)
    test_app.pass_time(seconds=PASSWORD_BY_ACCOUNT.seconds)

    await change_email(test_app.context, token, password=OWNERS)

    assert (await Account.get(id=owner.viewer.account_id)).email == EMAIL


async def test_over_http_the_cookie_proves_and_a_foreign_browser_is_asked(site):
    """The contract: the token alone in the same browser; field `password` elsewhere."""
    given = {"name": "Aruzhan", "email": EMAIL, "password": OWNERS, "role": "AKIMAT", "cityId": "almaty"}
    await site.ask("mutation($i: RegisterInput!) { register(input: $i) { token } }", {"i": given})
    (token,) = await tokens(site.test_app)
    cookies = dict(site.client.cookies)
    verify = "mutation($t: String!) { verifyEmail(token: $t) { viewer { approved } } }"

    site.client.cookies.clear()
    assert await site.refusal(verify, {"t": token}) == {"code": "INVALID_INPUT", "field": "password"}
    site.client.cookies.update(cookies)
    assert await site.ask(verify, {"t": token}) == {"verifyEmail": {"viewer": {"approved": True}}}
    assert await site.ask("mutation { resendVerification }") == {"resendVerification": False}
