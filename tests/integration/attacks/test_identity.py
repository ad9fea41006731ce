"""Speaking as an office: what an account is before anyone has approved it for the role that it asked for."""

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from app.auth import limits
from app.commands.accounts.email_change import change_email, request_email_change
from app.commands.accounts.email_verification import verify_email
from app.commands.accounts.passwords import request_password_reset, reset_password
from app.commands.accounts.profile import update_profile
from app.commands.accounts.registration import register
from app.commands.requests.comments import comment
from app.commands.requests.submission import submit
from app.commands.staff.approval import approve_executor
from app.domain.accounts.decisions import DecisionKind
from app.domain.accounts.roles import Role
from app.errors import InvalidInput, RateLimited
from app.models import Account, EventRow, ServiceRequestRow
from app.models.database import rows
from app.queries.accounts.decisions import decisions_about
from app.queries.accounts.people import people
from app.queries.notifications.superiors import superiors_of
from app.web.graphql.endpoint import ACCOUNT_HEADER
from tests.integration.attacks.conftest import EMAIL, OWNERS, form, officers_form, tokens

NAME = "Акимат города Алматы"
ORGANISATION = "Управление всем"
TEACHER = "teacher@school12.astana.gov.kz"
SEEN = (
    "query($id: ID!) { serviceRequest(id: $id) { author { name role organisation { name } isHead categoryIds"
    " registeredRole } timeline { edges { node { kind actorRole actorName } } } } }"
)
IMPOSTORS = {
    "officer": officers_form(name=NAME, email="press@almaty.gov.kz"),
    "executor": officers_form(name=NAME, email="x@example.kz", role=Role.EXECUTOR, organisation_name=ORGANISATION),
}


@pytest.mark.parametrize("form", IMPOSTORS.values(), ids=IMPOSTORS)
async def test_the_public_reads_a_citizen_until_the_account_is_approved(site, form):
    """Neither a link nor an officer: no office, no whole name, no organisation, on any screen."""
    impostor = (await register(site.test_app.context, form)).viewer
    request = await submit(site.test_app.context, impostor, site.test_app.submission())
    await comment(site.test_app.context, impostor, request.id, "От имени города")
    await site.test_app.settled()

    seen = (await site.ask(SEEN, {"id": str(request.id)}))["serviceRequest"]

    assert seen["author"]["role"] == "CITIZEN"
    assert (seen["author"]["organisation"], seen["author"]["registeredRole"]) == (None, None)
    assert NAME not in str(seen)
    assert [entry["node"]["actorRole"] for entry in seen["timeline"]["edges"]] == ["CITIZEN", "CITIZEN"]
    assert {event.actor_role for event in await EventRow.all()} == {Role.CITIZEN}


OFFICES = [
    "Акимат",
    "ӘКІМДІК",
    "Əкiмдiк",
    "Aкимaт",
    "Ақимат",
    "Administrator",
    "0ператор",
    "QalaControl",
    "Әкімшілік",
]


@pytest.mark.parametrize("name", OFFICES)
async def test_word_of_an_office_is_no_name_of_a_citizen(site, name):
    """Neither as the whole name nor as the given one, at registration or later; a stored one is shown to no reader."""
    context = site.test_app.context
    for wish, field in (
        (form(name=name), "name"),
        (officers_form(name=name), "name"),
        (form(given_name=f"{name} Алматы"), "givenName"),
    ):
        with pytest.raises(InvalidInput) as refused:
            await register(context, wish)
        assert refused.value.data == {"field": field, "office": True}
    signed = await register(context, form())
    for changes in ({"name": name}, {"given_name": name}):
        with pytest.raises(InvalidInput):
            await update_profile(context, signed.viewer, **changes)
    request = await submit(context, signed.viewer, site.test_app.submission())
    await Account.filter(id=signed.viewer.account_id).update(name=name, given_name=name)

    seen = (await site.ask(SEEN, {"id": str(request.id)}))["serviceRequest"]

    assert seen["author"]["name"] == "Тұрғын"


async def test_an_officer_may_bear_the_name_of_the_office(test_app):
    """Whoever speaks for the city may say so."""
    officer = await test_app.person(Role.AKIMAT)

    await update_profile(test_app.context, officer, name="Акимат Алматы")

    assert (await Account.get(id=officer.account_id)).name == "Акимат Алматы"


async def test_the_staff_sees_what_the_account_asked_for(site):
    """The Akimat decides by the organisation and the role that were typed, and the person sees both as well."""
    signed = await register(site.test_app.context, IMPOSTORS["executor"])
    request = await submit(site.test_app.context, signed.viewer, site.test_app.submission())
    officer = await site.test_app.person(Role.AKIMAT)

    for token in (await site.token(officer), signed.token):
        author = (await site.ask(SEEN, {"id": str(request.id)}, token=token))["serviceRequest"]["author"]
        assert (author["role"], author["registeredRole"]) == ("CITIZEN", "EXECUTOR")
        assert author["organisation"] == {"name": ORGANISATION}


async def test_an_account_without_approval_is_limited_as_a_citizen(test_app, monkeypatch):
    """An officer has no limit; who only says so has."""
    monkeypatch.setattr("app.commands.requests.submission.SUBMIT_BY_ACCOUNT", replace(limits.SUBMIT_BY_ACCOUNT, most=2))
    impostor = (await register(test_app.context, officers_form())).viewer
    for _ in range(2):
        await submit(test_app.context, impostor, test_app.submission())

    with pytest.raises(RateLimited):
        await submit(test_app.context, impostor, test_app.submission())


async def test_a_mailbox_of_the_city_itself_makes_an_officer(test_app):
    """The domain is one of the city's own, and the link proves the mailbox."""
    signed = await register(test_app.context, officers_form())
    (token,) = await tokens(test_app)

    verified = (await verify_email(test_app.context, token, viewer=signed.viewer)).viewer

    assert verified.is_akimat_of("almaty")
    (decision,) = (await decisions_about([verified.account_id]))[verified.account_id]
    assert (decision.kind, decision.officer_id, decision.city_id) == (DecisionKind.BY_DOMAIN, None, "almaty")
    assert (await Account.get(id=verified.account_id)).approved_at == test_app.clock.now()


@pytest.mark.parametrize("email", [TEACHER, "x@astana.gov.kz", "x@gov.kz", "teacher@school12.almaty.gov.kz"])
async def test_any_other_mailbox_of_the_state_waits(test_app, email):
    """Another city's, a school's, also below the city's own domain: the link alone makes no officer."""
    signed = await register(test_app.context, officers_form(email=email))
    (token,) = await tokens(test_app, email)

    verified = (await verify_email(test_app.context, token, viewer=signed.viewer)).viewer

    assert (verified.role, verified.registered_role, verified.approved) == (Role.CITIZEN, Role.AKIMAT, False)
    request = await submit(test_app.context, verified, test_app.submission())
    assert (await superiors_of([request]))[request.id, 1].officers == frozenset()


async def test_a_reset_by_letter_is_no_way_around(test_app):
    """It proves the mailbox as the first link does, and no more."""
    for email, expected in ((TEACHER, False), (EMAIL, True)):
        await register(test_app.context, officers_form(email=email))
        await request_password_reset(test_app.context, email)
        (token,) = await tokens(test_app, email, page="reset")
        assert (await reset_password(test_app.context, token, OWNERS)).viewer.approved is expected


async def test_a_change_of_address_is_judged_by_the_new_address(test_app):
    """From the school to the city's own domain: an officer. To a private mailbox: refused, as at registration."""
    signed = await register(test_app.context, officers_form(email=TEACHER))
    with pytest.raises(InvalidInput, match="Akimat account"):
        await request_email_change(test_app.context, signed.viewer, "x@example.kz", OWNERS)
    await request_email_change(test_app.context, signed.viewer, EMAIL, OWNERS)
    (token,) = await tokens(test_app, page="change-email")

    await change_email(test_app.context, token, viewer=signed.viewer)

    assert (await people([signed.viewer.account_id]))[signed.viewer.account_id].role is Role.AKIMAT


async def test_an_executor_acts_in_office_from_the_approval_on(site):
    """What came before stays a citizen's, under a citizen's name."""
    context = site.test_app.context
    signed = await register(context, IMPOSTORS["executor"])
    request = await submit(context, await site.test_app.person(), site.test_app.submission())
    await comment(context, signed.viewer, request.id, "до")
    await approve_executor(
        context, await site.test_app.person(Role.AKIMAT), signed.viewer.account_id, even_unconfirmed=True
    )
    await comment(context, replace(signed.viewer, approved=True), request.id, "после")
    await site.test_app.settled()

    seen = (await site.ask(SEEN, {"id": str(request.id)}))["serviceRequest"]

    entries = [entry["node"] for entry in seen["timeline"]["edges"]][1:]
    assert [(entry["actorRole"], entry["actorName"] == NAME) for entry in entries] == [
        ("CITIZEN", False),
        ("EXECUTOR", True),
    ]


async def test_what_was_recorded_before_is_shown_as_a_citizens(site):
    """An event of an earlier version says AKIMAT for ever, or its hash would break; readers see a citizen."""
    context = site.test_app.context
    impostor = replace((await register(context, IMPOSTORS["officer"])).viewer, approved=True)
    account = Account.filter(id=impostor.account_id)
    await account.update(approved_at=site.test_app.clock.now())
    request = await submit(context, await site.test_app.person(), site.test_app.submission())
    await comment(context, impostor, request.id, "как раньше")
    await rows("UPDATE event SET unapproved = true WHERE actor_id = $1", impostor.account_id)
    await account.update(approved_at=None)
    await site.test_app.settled()

    seen = (await site.ask(SEEN, {"id": str(request.id)}))["serviceRequest"]

    entry = seen["timeline"]["edges"][1]["node"]
    assert (entry["actorRole"], NAME in str(seen)) == ("CITIZEN", False)
    checked = await site.ask("query($id: ID!) { verifyTimeline(id: $id) { intact } }", {"id": str(request.id)})
    assert checked["verifyTimeline"]["intact"]
    assert [event.actor_role for event in await EventRow.filter(version=2)] == [Role.AKIMAT]


async def test_what_one_account_has_left_is_not_done_as_another(site):
    """Two people use one browser: what the first has sent without a network names its account, and waits for it."""
    first, second = [await site.test_app.person() for _ in range(2)]
    token = await site.token(second)
    change = 'mutation { updateProfile(input: { name: "Қайрат Оразов" }) { name } }'

    async def sent_for(account, token=None):
        return await site.post(change, token=token, headers={ACCOUNT_HEADER: str(account)})

    for refused in (await sent_for(first.account_id, token), await sent_for(first.account_id)):
        assert [error["extensions"]["code"] for error in refused.json()["errors"]] == ["UNAUTHENTICATED"]
    assert "Қайрат Оразов" not in await Account.all().values_list("name", flat=True)
    assert (await sent_for(second.account_id, token)).json()["data"]["updateProfile"]["name"] == "Қайрат Оразов"


@pytest.mark.parametrize("road", ["json", "multipart"])
async def test_report_that_one_account_has_left_is_never_stored_as_another_ones(site, road):
    """With photos it comes by multipart, which checks the account as well. Its author sends it under the same id."""
    first, second = [await site.test_app.person() for _ in range(2)]
    report_id = uuid4()
    submit = """
      mutation ($id: ID!) { submitServiceRequest(input: { id: $id, cityId: "almaty", categoryId: "pothole",
        address: "Абай 10", description: "Шұңқыр", location: { latitude: 43.238, longitude: 76.945 } }) { id } }
    """
    body = {"query": submit, "variables": {"id": str(report_id)}}

    async def sent_by(session, account):
        headers = {ACCOUNT_HEADER: str(account.account_id)} | (
            {"authorization": f"Bearer {await site.token(session)}"} if session else {}
        )
        if road == "json":
            return (await site.client.post("/graphql", json=body, headers=headers)).json()
        parts = {"operations": (None, json.dumps(body)), "map": (None, "{}")}
        headers |= {"X-Requested-With": "test"}
        return (await site.client.post("/graphql", files=parts, headers=headers)).json()

    for session in (second, None):
        refused = await sent_by(session, first)
        assert [error["extensions"]["code"] for error in refused["errors"]] == ["UNAUTHENTICATED"]
    assert await ServiceRequestRow.all().count() == 0

    assert (await sent_by(first, first))["data"]["submitServiceRequest"]["id"] == str(report_id)
    assert [row.author_id for row in await ServiceRequestRow.all()] == [first.account_id]
