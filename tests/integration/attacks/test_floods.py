"""Many in one: aliases, batches, documents that are too deep or too long, bodies that are too large."""

import orjson
import pytest
from graphql.language.parser import MAX_NESTING_DEPTH

from app.auth.limits import REGISTER_BY_CLIENT, RESET_BY_ADDRESS, SIGN_IN_BY_ADDRESS
from app.commands.accounts.registration import register
from app.web.graphql.bodies import MAX_QUERY_BYTES
from schema.limits import MAX_ALIASES, MAX_TOKENS
from tests.integration.attacks.conftest import OWNERS, form


def many(field, count):
    """One document that says the same so often."""
    return "mutation {" + " ".join(f"a{n}: {field}" for n in range(count)) + "}"


def codes(body):
    return [error["extensions"]["code"] for error in body["errors"]]


async def test_sign_ins_in_one_document_count_each(site, hashing):
    """However they are packed, ten passwords are compared and no eleventh; a refusal ends its document besides."""
    await register(site.test_app.context, form())
    hashing.clear()
    guess = f'login(email: "{form().email}", password: "wrong password") {{ token }}'

    for _ in range(SIGN_IN_BY_ADDRESS.most // 2):
        assert codes((await site.post(many(guess, MAX_ALIASES))).json()) == ["UNAUTHENTICATED"]
        compared = len(hashing)
        await site.post("mutation {" + guess + "}")
        assert len(hashing) == compared + 1
    assert hashing == ["verify"] * SIGN_IN_BY_ADDRESS.most

    assert codes((await site.post(many(guess, MAX_ALIASES))).json()) == ["RATE_LIMITED"]
    assert (await site.refusal("mutation {" + guess + "}"))["code"] == "RATE_LIMITED"
    assert hashing == ["verify"] * SIGN_IN_BY_ADDRESS.most


async def test_right_passwords_in_one_document_open_no_flood(site):
    """Where nothing is refused the document goes on: as many sessions as aliases, and no more of those than allowed."""
    await register(site.test_app.context, form())
    right = f'login(email: "{form().email}", password: "{OWNERS}") {{ token }}'

    found = await site.ask(many(right, MAX_ALIASES))

    assert len({one["token"] for one in found.values()}) == MAX_ALIASES
    assert "data" not in (await site.post(many(right, MAX_ALIASES + 1))).json()


async def test_resets_in_one_document_count_each(site):
    """Three letters an hour to one mailbox, however they are asked for."""
    body = (await site.post(many('requestPasswordReset(email: "a@example.kz")', MAX_ALIASES))).json()

    assert set(codes(body)) == {"RATE_LIMITED"}
    assert len(body["errors"]) == 1  # the fourth ends the answer: the field cannot be null
    assert body["data"] is None
    assert RESET_BY_ADDRESS.most < MAX_ALIASES


@pytest.mark.parametrize("count", [MAX_ALIASES + 1, 500])
async def test_more_aliases_are_refused_before_anything_runs(site, hashing, count):
    """Not one of them is tried."""
    body = (await site.post(many('login(email: "a@example.kz", password: "wrong password") { token }', count))).json()

    assert "data" not in body
    assert hashing == []


async def test_fragments_are_no_way_around_the_aliases(site, hashing):
    """Each spread counts what is in the fragment."""
    inside = " ".join(
        f'a{n}: login(email: "a@example.kz", password: "wrong password") {{ token }}' for n in range(MAX_ALIASES)
    )
    body = (await site.post("mutation { ...F ...F } fragment F on Mutation {" + inside + "}")).json()

    assert "data" not in body
    assert hashing == []


async def test_a_batch_is_refused(site, hashing):
    """A list of operations is no operation."""
    one = {"query": 'mutation { login(email: "a@example.kz", password: "wrong password") { token } }'}
    for batch in ([one], [one] * 50):
        answer = await site.client.post("/graphql", json=batch)
        assert answer.status_code == 400
    assert hashing == []


async def test_a_document_that_is_too_long_or_too_deep_is_not_executed(site):
    """Counted in words before it is parsed whole, and in levels before it is run."""
    deep = "{ __schema { types " + "{ fields { type " * 6 + "{ name }" + " } }" * 6 + " } }"
    for query in ("{" + " cursor" * MAX_TOKENS + "}", deep, "{" * 5_000):
        assert "data" not in (await site.post(query)).json()


async def test_a_body_that_is_too_large_is_not_read(site):
    """Whatever it says."""
    body = orjson.dumps({"query": "{ cursor }", "pad": "x" * MAX_QUERY_BYTES})
    answer = await site.client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 413


async def test_a_long_password_is_no_work(site, hashing):
    """Neither where one is set nor where one is compared."""
    long = "x" * 100_000
    given = {"name": "A", "email": "a@example.kz", "password": long, "role": "CITIZEN"}
    refusal = await site.refusal("mutation($i: RegisterInput!) { register(input: $i) { token } }", {"i": given})

    assert refusal["field"] == "password"
    assert hashing == []
    assert REGISTER_BY_CLIENT.most > 0


def chained(fragments, levels):
    """Each of the fragments spreads the next one inside so many inline fragments."""
    opened, closed = "... { " * levels, " }" * levels
    spreads = [f"{opened}...F{n}{closed}" for n in range(fragments)]
    return " ".join(
        [f"{{ {spreads[0]} }}"]
        + [f"fragment F{n} on Query {{ {spreads[n + 1]} }}" for n in range(fragments - 1)]
        + [f"fragment F{fragments - 1} on Query {{ cities {{ id }} }}"]
    )


@pytest.mark.parametrize("shape", [(1, 190), (110, 0), (10, 18), (10, 24), (9, 26), (26, 7), (34, 5)])
async def test_fragments_in_fragments_are_read_or_refused(site, shape):
    """However deep they are, the answer is one of the API and no failure of the server."""
    fragments, levels = shape

    body = (await site.post(chained(fragments, levels))).json()

    if fragments * (levels + 1) < MAX_NESTING_DEPTH:
        assert body["data"]["cities"]
    else:
        assert [error["message"] for error in body["errors"]] == ["Validation aborted."]
