"""A database and a folder of photos that an earlier version wrote are migrated, verified and served as before."""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest

from tests.integration.upgrade import protocols
from tests.integration.upgrade.application import (
    TIMERS,
    Databases,
    EngineUrls,
    Served,
    TestServices,
    before,
    documents,
    dump,
    fetch,
    migrated,
    restore,
)
from tests.integration.upgrade.changed_on_purpose import (
    counters_after_silence,
    timers_today,
    today,
    today_as_text,
    without_officers,
    without_reopening,
    without_reopening_as_text,
)

Qala = Callable[..., Awaitable[tuple[int, str, str]]]

SCHEMA = {
    "columns": "SELECT table_name, ordinal_position, column_name, data_type, udt_name, is_nullable, column_default,"
    " character_maximum_length, is_identity, is_generated FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, 2",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    "constraints": "SELECT conrelid::regclass::text AS table, conname, pg_get_constraintdef(oid) AS definition"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "sequences": "SELECT sequencename, data_type::text, start_value, increment_by FROM pg_sequences"
    " WHERE schemaname = 'public' ORDER BY 1",
}
PROJECTIONS = {
    "city_counter": "SELECT city_id, status, count FROM city_counter WHERE count <> 0 ORDER BY 1, 2",
    # Erasing an account deletes its notifications, and a rebuild writes them again.
    "notification": "SELECT n.account_id, n.position, n.read_at FROM notification n JOIN account a"
    " ON a.id = n.account_id WHERE a.erased_at IS NULL ORDER BY 1, 2",
    "points_entry": "SELECT account_id, position, rule, amount, at, day, request_id, city_id FROM points_entry"
    " ORDER BY 2, 3, 1",
}


def plain(value: object) -> object:
    """Return an expression of PostgreSQL without the casts and brackets that restoring a dump writes otherwise."""
    return re.sub(r"::(character varying|text)(\[\])?|[() ]", "", value) if isinstance(value, str) else value


def as_of(person: str) -> str | None:
    """Return the session token of a person of the dump; None for the anonymous visitor."""
    token: str | None = before()["tokens"][person]
    return token


async def answer(served: Served, query: str, person: str = "anonymous", **variables: Any) -> dict[str, Any]:
    """Return the data of an answer that has no errors."""
    found = json.loads(await protocols.post(served.client, query, variables, as_of(person)))
    assert "errors" not in found, found
    data: dict[str, Any] = found["data"]
    return data


async def all_intact(served: Served) -> int:
    """Verify every request of the dump; return how many links they have together."""
    links = 0
    for request_id in before()["requests"].values():
        query = "query Proof($id: ID!) { verifyTimeline(id: $id) { intact links firstBroken { version why } } }"
        proof = (await answer(served, query, id=request_id))["verifyTimeline"]
        assert proof["intact"], proof
        links += proof["links"]
    return links


async def test_the_migrated_dump_has_the_schema_of_a_new_database(urls: TestServices, engine_urls: EngineUrls) -> None:
    """Columns, indexes, constraints and sequences are the same."""
    for kind, sql in SCHEMA.items():
        restored, new = [
            [{name: plain(value) for name, value in item.items()} for item in await fetch(url, sql)]
            for url in (urls.database_url, engine_urls.database_url)
        ]
        assert new, kind
        assert restored == new, kind


async def test_a_second_migration_applies_nothing(urls: TestServices) -> None:
    """The dump and a new database end at the same migration."""
    assert await migrated(urls.database_url) == []


def only_recorded(given: Any, recorded: Any) -> Any:
    """Return the given answer without the members of objects that the recorded one does not have."""
    if isinstance(given, dict) and isinstance(recorded, dict):
        return {name: only_recorded(value, recorded[name]) for name, value in given.items() if name in recorded}
    if isinstance(given, list) and isinstance(recorded, list) and len(given) == len(recorded):
        return [only_recorded(one, other) for one, other in zip(given, recorded, strict=True)]
    return given


@pytest.mark.parametrize("number", range(8))
async def test_the_command_line_prints_what_it_printed(urls: TestServices, qala: Qala, number: int) -> None:
    """Migrating, verifying all timelines and the seal, dead letters, rebuilding projections."""
    recorded = before()["commands"]
    assert len(recorded) == 8
    command = recorded[number]

    code, said, _ = await qala(*command["arguments"])

    assert (code, said) == (command["code"], command["said"])


async def test_rebuilt_projections_are_those_of_the_dump(urls: TestServices, qala: Qala) -> None:
    """Counters, notifications with their read marks, and the ledger of points."""
    stored = {table: await fetch(urls.database_url, sql) for table, sql in PROJECTIONS.items()}

    code, _, notified = await qala("projections", "rebuild")

    assert code == 0, notified
    for table, sql in PROJECTIONS.items():
        assert len(stored[table]) > 5
        assert await fetch(urls.database_url, sql) == stored[table], table


async def test_every_answer_is_the_one_recorded(served: Served) -> None:
    """Queries of five people and of an anonymous visitor: the same fields, values, order of keys, and errors."""
    recorded, texts = before()["answers"], documents()
    assert len(recorded) > 200
    for one in recorded:
        text = await protocols.post(served.client, texts[one["operation"]], one["variables"], as_of(one["as"]))

        given = json.loads(text)
        if one["operation"] == "MyData":
            # An export may say more than it did, and never less.
            given = only_recorded(given, one["answer"])
        if one["operation"] == "Staff":
            given = without_officers(given)
        given = without_reopening(given)
        wanted = today(deepcopy(one["answer"]))

        assert given == wanted, (one["operation"], one["as"], one["variables"])
        assert json.dumps(given) == json.dumps(wanted)


@pytest.mark.parametrize("number", range(15))
async def test_every_replayed_message_is_the_one_recorded(served: Served, number: int) -> None:
    """Subscriptions from an old cursor, by WebSocket and by server-sent events, compared as text."""
    recorded = before()["feeds"]
    assert len(recorded) == 15
    feed = recorded[number]
    asked = protocols.Asked(documents()[feed["operation"]], feed["variables"], as_of(feed["as"]))

    messages = await protocols.by_websocket(served.port, asked, len(feed["websocket"]))

    assert [without_reopening_as_text(one) for one in messages] == [today_as_text(one) for one in feed["websocket"]]
    if feed["stream"] is not None:
        wanted = [today_as_text(line) for line in feed["stream"]]
        lines = await protocols.by_stream(served.client, asked, len(wanted))
        assert [without_reopening_as_text(line) for line in lines] == wanted


async def test_every_photo_is_served_as_before(served: Served) -> None:
    """The same bytes, validators and cache rules; hidden photos only to the Akimat; retracted ones to no viewer."""
    recorded = before()["photos"]
    assert {photo["status"] for photo in recorded} == {200, 404}
    for photo in recorded:
        token = as_of(photo["as"])
        headers = {"Authorization": f"Bearer {token}"} if token else {}

        given = await served.client.get(photo["url"].removeprefix("http://qala.test"), headers=headers)

        assert given.status_code == photo["status"], photo
        assert (given.headers.get("etag"), given.headers["cache-control"]) == (photo["etag"], photo["cache"])
        if given.status_code == 200:
            assert hashlib.sha256(given.content).hexdigest() == photo["sha256"]


async def test_waiting_letters_are_sent_and_dead_ones_are_not(served: Served, urls: TestServices) -> None:
    """What waited in the outbox, and what events without a place in the log made due once they had one."""
    waiting, recorded = before()["waiting"], before()["sent"]
    assert {waiting: served.sent()[waiting]} == {waiting: recorded[waiting]}
    # The others were written for events that got their place only now, and have new ids.
    assert sorted(served.sent().values()) == sorted(recorded.values())

    left = await fetch(urls.database_url, "SELECT status, count(*) AS n FROM letter GROUP BY status ORDER BY status")
    assert left == before()["letters"]


async def test_timers_of_the_dump_act_when_their_time_comes(served: Served, urls: TestServices) -> None:
    """Deadlines at risk, breached and escalated, the reminder, the closing without an answer, the last question."""
    await served.pass_days(40)

    acted = await fetch(urls.database_url, TIMERS, datetime.fromisoformat(before()["clock"]))

    given = [[item["number"], item["version"], item["kind"], item["at"].isoformat()] for item in acted]
    assert given == timers_today(before()["timers"])
    counters = json.loads(await protocols.post(served.client, before()["counters_after"]["query"]))
    assert counters == counters_after_silence(deepcopy(before()["counters_after"]["answer"]))
    assert await all_intact(served) > 0


async def test_passwords_of_the_dump_open_sessions(served: Served) -> None:
    """Everyone who may sign in does, with the password of then."""
    login = "mutation In($email: String!, $password: String!) {"
    login += " login(email: $email, password: $password) { viewer { email } } }"
    recorded = before()["passwords"]
    assert len(recorded) > 10
    for one in recorded:
        given = await answer(served, login, email=one["email"], password=one["password"])

        assert given["login"]["viewer"]["email"] == one["email"]


LINKS = {
    "verify": ("verifyEmail", "a long password", "unconfirmed@example.kz"),
    "anew": ("verifyEmail", "another password", "unconfirmed@example.kz"),
    "reset": ("resetPassword", "a new password", "petr@example.kz"),
}


@pytest.mark.parametrize("name", LINKS)
async def test_links_of_sent_letters_still_open(served: Served, name: str) -> None:
    """Confirming an address, taking it over from an unconfirmed account, setting a new password; each once."""
    field, password, email = LINKS[name]
    use = "mutation Use($token: String!, $password: String!) {"
    use += f" {field}(token: $token, password: $password) {{ viewer {{ email emailVerified }} }} }}"
    given = {"token": before()["links"][name], "password": password}

    first = await answer(served, use, **given)
    again = json.loads(await protocols.post(served.client, use, given))

    assert first[field]["viewer"] == {"email": email, "emailVerified": True}
    assert again["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


async def test_the_link_of_a_changed_address_still_opens(served: Served) -> None:
    """In the session of its account."""
    token = before()["links"]["change"]

    await answer(served, "mutation Use($token: String!) { changeEmail(token: $token) }", "citizen", token=token)

    assert await answer(served, "{ viewer { email } }", "citizen") == {"viewer": {"email": "aigerim-new@example.kz"}}


@pytest.mark.parametrize(
    ("kind", "form", "status"),
    [("confirm", {"rating": "4"}, "CONFIRMED"), ("dispute", {"reason": "still"}, "IN_PROGRESS")],
)
async def test_verdict_links_still_open(served: Served, kind: str, form: dict[str, str], status: str) -> None:
    """The page asks, the form answers, and the timeline goes on from the hashes of the dump."""
    address, request_id = f"/verdict/{kind}/{before()['links'][kind]}", before()["requests"]["asked"]
    links = await all_intact(served)

    page = await served.client.get(address)
    said = await served.client.post(address, data=form)
    await served.settled()

    assert (page.status_code, said.status_code) == (200, 200)
    assert re.search(r"<form method=.?post", page.text)
    query = "query Status($id: ID!) { serviceRequest(id: $id) { status } }"
    assert (await answer(served, query, id=request_id))["serviceRequest"]["status"] == status
    assert await all_intact(served) == links + 1


async def test_a_new_request_follows_those_of_the_dump(served: Served) -> None:
    """Its number is the next one, its step is the next of the log, and its receipt is good."""
    submit = "mutation Send($input: SubmitServiceRequestInput!)"
    submit += " { submitServiceRequest(input: $input) { number receipt version } }"
    where = {"latitude": 43.24, "longitude": 76.91}
    given = {"cityId": "almaty", "categoryId": "pothole", "address": "A", "description": "B", "location": where}
    numbers = await answer(served, "{ serviceRequests(first: 1) { edges { node { number } } } cursor }")
    newest, cursor = numbers["serviceRequests"]["edges"][0]["node"]["number"], numbers["cursor"]

    sent = (await answer(served, submit, "neighbour", input=given))["submitServiceRequest"]
    await served.settled()

    assert int(sent["number"].partition("-")[2]) == int(newest.partition("-")[2]) + 1
    check = "query Check($receipt: String!) { verifyReceipt(receipt: $receipt) { valid } cursor }"
    checked = await answer(served, check, receipt=sent["receipt"])
    assert checked["verifyReceipt"] == {"valid": True}
    assert int(checked["cursor"].rpartition(":")[2]) == int(cursor.rpartition(":")[2]) + 1


@pytest.mark.parametrize(("old", "new"), [("Әлі де шұңқыр", "Әлі де шұңкыр"), ('"rating": 4', '"rating": 5')])
async def test_a_changed_dump_does_not_verify(databases: Databases, qala: Qala, old: str, new: str) -> None:
    """A changed letter of a reason or digit of a rating is found, so that verifying the dump above proves something."""
    script = dump()
    # The rows of events alone: the words stand in other tables too, which the timeline does not vouch for.
    start = script.index("INSERT INTO public.event ")
    assert old in script[start:]
    async with databases.own("template1") as own:
        await restore(own, script[:start] + script[start:].replace(old, new, 1))
        code, said, _ = await qala("verify", DATABASE_URL=own)
    assert (code, "broken at" in said) == (1, True), said
