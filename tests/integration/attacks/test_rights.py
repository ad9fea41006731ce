"""Rights that an attacker claims: by a role, as an officer of another city, before approval, by a similar address."""

import pytest

from app.commands.accounts.registration import register
from app.domain.accounts.roles import Role
from app.errors import InvalidInput
from app.models import Account, AccountDecision
from tests.integration.attacks.conftest import officers_form

STAFF = {
    "approveExecutor": "approveExecutor(accountId: $id) { id }",
    "rejectExecutor": 'rejectExecutor(accountId: $id, reason: "x") { id }',
    "blockAccount": 'blockAccount(accountId: $id, reason: "x") { id }',
    "unblockAccount": "unblockAccount(accountId: $id) { id }",
    "setExecutorCategories": "setExecutorCategories(accountId: $id, categoryIds: []) { id }",
    "makeOrganisationHead": "makeOrganisationHead(accountId: $id, head: true) { id }",
}


@pytest.mark.parametrize("field", STAFF.values(), ids=STAFF)
async def test_staff_of_nowhere_decides_nothing(site, field):
    """Refused: an officer of another city, an unconfirmed one, an executor, a citizen, an anonymous client."""
    test_app = site.test_app
    target = await test_app.person(Role.EXECUTOR)
    unconfirmed = await test_app.person(Role.AKIMAT)
    await Account.filter(id=unconfirmed.account_id).update(approved_at=None)
    waiting = await test_app.person(Role.EXECUTOR)
    await Account.filter(id=waiting.account_id).update(approved_at=None)
    query = "mutation($id: ID!) {" + field + "}"
    for person in (
        await test_app.person(Role.AKIMAT, "astana"),
        unconfirmed,
        waiting,
        await test_app.person(Role.EXECUTOR),
        await test_app.person(),
        target,
    ):
        token = await site.token(person)
        assert (await site.refusal(query, {"id": str(target.account_id)}, token=token))["code"] == "NOT_ALLOWED"
    assert (await site.refusal(query, {"id": str(target.account_id)}))["code"] == "UNAUTHENTICATED"
    assert await AccountDecision.all().count() == 0


async def test_the_list_of_accounts_is_for_the_akimat_of_the_city(site):
    """With names, addresses, blocks and reasons; every other role is refused."""
    test_app = site.test_app
    citizen, akimat = await test_app.person(name="Серік Әли"), await test_app.person(Role.AKIMAT)
    ask = (
        'query($f: AccountFilterInput) { accounts(cityId: "almaty", filter: $f) { edges { node { id email blocked'
        " blockedAt emailVerified createdAt rejected decisions { kind reason officerName at } } }"
        " pageInfo { hasNextPage } } }"
    )
    token = await site.token(akimat)
    block = 'mutation($id: ID!) { blockAccount(accountId: $id, reason: "Спам") { blocked decisions { kind } } }'
    done = await site.ask(block, {"id": str(citizen.account_id)}, token=token)
    assert done["blockAccount"] == {"blocked": True, "decisions": [{"kind": "BLOCKED"}]}

    page = (await site.ask(ask, {"f": {"search": "серік", "blocked": True}}, token=token))["accounts"]

    (node,) = [edge["node"] for edge in page["edges"]]
    assert (node["id"], node["email"], node["blocked"]) == (str(citizen.account_id), "p1@example.kz", True)
    assert [(one["kind"], one["reason"], one["officerName"]) for one in node["decisions"]] == [
        ("BLOCKED", "Спам", "Aruzhan Serik")
    ]
    for person in (
        await test_app.person(Role.AKIMAT, "astana"),
        await test_app.person(Role.EXECUTOR),
        await test_app.person(),
    ):
        assert (await site.refusal(ask, token=await site.token(person)))["code"] == "NOT_ALLOWED"
    assert (await site.refusal(ask))["code"] == "UNAUTHENTICATED"


async def test_decisions_are_not_for_everyone(site):
    """Whoever meets an executor in a list does not read why they were rejected once."""
    executor, akimat = await site.test_app.person(Role.EXECUTOR), await site.test_app.person(Role.AKIMAT)
    query = 'mutation($id: ID!) { setExecutorCategories(accountId: $id, categoryIds: ["pothole"]) { id } }'
    await site.ask(query, {"id": str(executor.account_id)}, token=await site.token(akimat))
    ask = '{ executors(cityId: "almaty") { executor { decisions { kind } rejected blockedAt createdAt } } }'

    (seen,) = (await site.ask(ask))["executors"]

    assert seen["executor"] == {"decisions": None, "rejected": None, "blockedAt": None, "createdAt": None}


@pytest.mark.parametrize(
    "email",
    [
        "aruzhan@gov",
        "x@kz",
        "x@gov.kz.evil.com",
        "x@evilgov.kz",
        "x@gov-kz.com",
        "x@gov.kz.",
        "x@.gov.kz",
        "x@gov..kz",
        "x@gov.kz@evil.com",
        "gov.kz@evil.com",
        "x%gov.kz@evil.com",
        '"x@gov.kz"@evil.com',
        '"x"@gov.kz',
        "x y@gov.kz",
        "<x@gov.kz>",
        "x@[192.0.2.1]",
        "x@gоv.kz",  # Cyrillic о
        "x@gov.кz",
        "x@xn--gv-fmc.kz",  # the same, as IDN
        "x@gov。kz",
        "x@gov．kz",
        "x@gov｡kz",
        "x@gov․kz",
        "x@ｇｏｖ.kz",
        "x@gov.kz\u200b",
        "x@gov.kz\x00.evil.com",
        "x@gov.kz\n",
        "x@evil.com,x@gov.kz",
        "x@gov.kz,x@evil.com",
        "@gov.kz",
        "ı@ɡov.kz",
    ],
)
async def test_an_address_that_only_looks_like_the_state(test_app, email):
    """Is refused, naming the field, and makes no account; a line end or a space around is cut off, as in any form."""
    if email != email.strip():
        assert (await register(test_app.context, officers_form(email=email))).viewer.approved is False
        assert (await Account.get()).email == email.strip()
        return
    with pytest.raises(InvalidInput) as refused:
        await register(test_app.context, officers_form(email=email))

    assert refused.value.data["field"] == "email"
    assert await Account.all().count() == 0


@pytest.mark.parametrize("email", ["X@GOV.KZ", " x@gov.kz ", "x@almaty.gov.kz", "x.y+z@a.b.GOV.kz"])
async def test_an_address_of_the_state_gives_nothing_before_its_link(test_app, email):
    """The domain lets register; the mailbox makes an officer."""
    signed = await register(test_app.context, officers_form(email=email))

    assert not signed.viewer.is_akimat_of("almaty")
