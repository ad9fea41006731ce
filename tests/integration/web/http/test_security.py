"""What keeps an account its owner's, over HTTP."""

from app.auth.sessions import COOKIE
from app.domain.accounts.roles import Role

REGISTER = "mutation($input: RegisterInput!) { register(input: $input) { token } }"
WISH = {"name": "Aruzhan Serik", "email": "aruzhan@example.kz", "password": "қалаға сөз", "role": "CITIZEN"}


async def test_viewer_lists_and_ends_sessions(site):
    """The one that asks is marked; ending the others leaves it."""
    first = (await site.ask(REGISTER, {"input": WISH}))["register"]["token"]
    login = 'mutation { login(email: "aruzhan@example.kz", password: "қалаға сөз") { token } }'
    second = (await site.ask(login))["login"]["token"]
    site.client.cookies.clear()

    sessions = (await site.ask("{ sessions { id current userAgent lastUsedAt createdAt } }", token=first))["sessions"]
    assert [one["current"] for one in sessions] == [False, True]
    assert await site.ask("mutation { endOtherSessions }", token=first) == {"endOtherSessions": 1}
    assert await site.ask("{ viewer { id } }", token=second) == {"viewer": None}
    assert (await site.refusal("{ sessions { id } }"))["code"] == "UNAUTHENTICATED"


async def test_request_of_a_password_reset_always_returns_true(site):
    """For whom it may concern."""
    ask = "mutation($email: String!) { requestPasswordReset(email: $email) }"
    await site.ask(REGISTER, {"input": WISH})

    for email in ("aruzhan@example.kz", "nobody@example.kz"):
        assert await site.ask(ask, {"email": email}) == {"requestPasswordReset": True}


async def test_forged_link_sets_no_cookie(site):
    """And says which field was wrong."""
    query = 'mutation { resetPassword(token: "forged", password: "жаңа құпиясөз") { token } }'

    assert await site.refusal(query) == {"code": "INVALID_INPUT", "field": "token"}
    assert COOKIE not in site.client.cookies


async def test_registration_grants_no_rights(site):
    """The role of the input is a wish: an officer without the link and an executor without the Akimat do nothing."""
    officer = {**WISH, "role": "AKIMAT", "cityId": "almaty", "email": "a@almaty.gov.kz"}
    executor = {**WISH, "role": "EXECUTOR", "cityId": "almaty", "organisationName": "Алматы Су"}
    tokens = [(await site.ask(REGISTER, {"input": wish}))["register"]["token"] for wish in (officer, executor)]
    site.client.cookies.clear()
    (mine,) = [(await site.ask("{ viewer { id organisation { name } } }", token=tokens[1]))["viewer"]]
    approve = "mutation($id: ID!) { approveExecutor(accountId: $id, categoryIds: []) { id } }"

    assert mine["organisation"] == {"name": "Алматы Су"}
    for token in tokens:
        assert (await site.refusal(approve, {"id": mine["id"]}, token=token))["code"] == "NOT_ALLOWED"


async def test_only_staff_sees_blocked_accounts(site):
    """Blocking answers with the account as staff sees it."""
    citizen = await site.test_app.person()
    token = await site.token(await site.test_app.person(Role.AKIMAT))
    block = "mutation($id: ID!) { blockAccount(accountId: $id) { id blocked } }"

    blocked = (await site.ask(block, {"id": str(citizen.account_id)}, token=token))["blockAccount"]
    freed = await site.ask(block.replace("blockAccount", "unblockAccount"), {"id": blocked["id"]}, token=token)

    assert blocked["blocked"] is True
    assert freed["unblockAccount"]["blocked"] is False
