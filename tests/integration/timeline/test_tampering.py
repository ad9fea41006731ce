"""Somebody with the rights of the database rewrites the past: each way of doing it is found, and named."""

import asyncio
from dataclasses import replace

import pytest

from app.auth.limits import VERIFY_BY_CLIENT
from app.commands.requests import comments, work
from app.commands.requests.submission import submit
from app.domain.log.seal import LogSeal
from app.errors import InvalidInput, NotFound, QalaError
from app.models.database import row, rows
from app.queries.log.verification import check_receipt, log_seal, seal_again, verify_timeline
from schema import schema
from schema.context import Operation
from tests.integration.timeline.conftest import STEPS, all_intact, broken

AT = 5
FORGERIES = {
    "request_id": "(SELECT id FROM service_request WHERE id <> event.request_id)",
    "version": "100",
    "kind": "'CLAIMED'",
    "at": "at + interval '1 microsecond'",
    "actor_id": "gen_random_uuid()",
    "actor_role": "'AKIMAT'",
    "city_id": "'astana'",
    "note": "'ештеңе'",
    "reason": "'SAFETY'",
    "from_status": "'DONE'",
    "moment_at": "now()",
    "former": """'{"due_at": "2020-01-01"}'""",
    "marks": "'{NO_METADATA}'",
    "topics": "topics || '{account:00000000-0000-0000-0000-000000000001}'",
    "report_source": "'PHONE'",
    "photo_digests": "ARRAY[sha256('photo')]",
    "salts": "sha256('a') || sha256('b')",
    "removed": """'{"WORDS": "00"}'""",
    "hash": "sha256('another')",
}
SAID = {
    "status": '"DONE"',
    "description": '"басқа"',
    "address": '"басқа"',
    "latitude": "43.3",
    "longitude": "43",
    "author_id": '"00000000-0000-0000-0000-000000000001"',
    "executor_id": "null",
    "rating": "5",
    "created_at": '"2020-01-01T00:00:00+00:00"',
    "due_at": '"2030-01-01T00:00:00+00:00"',
    "number": '"ALM-999999"',
    "id": '"00000000-0000-0000-0000-000000000001"',
    "version": "3",
    "city_id": '"astana"',
    "never_heard_of": "1",
}
PRESENT = {
    "status": "'DONE'",
    "rating": "5",
    "description": "'басқа'",
    "due_at": "now()",
    "author_id": "NULL",
    "version": "13",
    "created_at": "now()",
}


async def columns() -> set[str]:
    found = await rows("SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'event'")
    return {item["name"] for item in found}


async def test_an_untouched_past_is_intact(actors):
    """All steps of all actors; the head is the hash of the last one."""
    request = await actors.full_lifecycle()

    proof = await verify_timeline(request.id)

    last = await row("SELECT hash FROM event WHERE request_id = $1 ORDER BY version DESC LIMIT 1", request.id)
    assert (proof.intact, proof.links, proof.redacted, proof.head) == (True, STEPS, 0, last["hash"])


async def test_each_column_of_an_event_is_guarded(actors):
    """A single forged value, by hand, is found at its step; put back as it was, all is intact again."""
    request = await actors.full_lifecycle()
    await submit(actors.test_app.context, actors.citizen, actors.test_app.submission())
    await rows(f"CREATE TABLE kept AS SELECT * FROM event WHERE request_id = '{request.id}' AND version = {AT}")
    found = {}

    for column, value in FORGERIES.items():
        await rows(f"UPDATE event SET {column} = {value} WHERE request_id = $1 AND version = {AT}", request.id)
        found[column] = await broken(request)
        await rows(f"UPDATE event SET {column} = kept.{column} FROM kept WHERE event.id = kept.id")

    notified = {"request_id": "MISSING", "version": "MISSING", "city_id": "MISPLACED"}
    assert found == {column: (AT, notified.get(column, "CHANGED")) for column in FORGERIES}
    assert await broken(request) is None


async def test_every_column_is_among_them(actors):
    """All but the number of the row, its place in the log, which the seal guards, who received it, and one mark.

    The mark says that the account was not approved at that step: it only makes less of the actor public.

    The recipients are not part of what the event says: the topics, which are, name every account with a notification.
    """
    assert await columns() == {*FORGERIES, "id", "position", "snapshot", "recipients", "unapproved"}


async def test_each_word_of_a_snapshot_is_guarded(actors):
    """The request as it was right after a step; put back as it was, it is intact again."""
    request = await actors.full_lifecycle()
    kept = await row("SELECT snapshot FROM event WHERE request_id = $1 AND version = 5", request.id)
    put = "UPDATE event SET snapshot = {} WHERE request_id = $1 AND version = 5"
    found = {}

    for name, value in SAID.items():
        await rows(put.format("jsonb_set(snapshot, $2, $3::jsonb)"), request.id, [name], value)
        found[name] = await broken(request)
        await rows(put.format("$2::jsonb"), request.id, kept["snapshot"])

    misplaced = {"id", "version", "city_id"}
    assert found == {name: (AT, "MISPLACED" if name in misplaced else "CHANGED") for name in SAID}
    assert await broken(request) is None


async def test_what_is_no_snapshot_at_all_is_found(actors):
    """Nothing that stands in the table can make verifying itself fail."""
    request = await actors.full_lifecycle()

    for snapshot in ("[]", "{}", '"text"', '{"latitude": "43"}'):
        await rows("UPDATE event SET snapshot = $2::jsonb WHERE request_id = $1 AND version = 5", request.id, snapshot)
        assert (await broken(request))[0] == AT, snapshot


async def test_a_deleted_step_is_found(actors):
    """In the middle by the hole; at the end by the row that knows of more, or by the seal."""
    first, second = await actors.full_lifecycle(), await actors.full_lifecycle()

    await rows("DELETE FROM event WHERE request_id = $1 AND version = 7", first.id)
    await rows("DELETE FROM event WHERE request_id = $1 AND version = $2::int", second.id, STEPS)

    assert await broken(first) == (7, "MISSING")
    assert await broken(second) == (STEPS - 1, "ROW_DIFFERS")


async def test_the_present_state_is_guarded(actors):
    """The row is what the last step says."""
    request = await actors.full_lifecycle()
    await rows(f"CREATE TABLE kept AS SELECT * FROM service_request WHERE id = '{request.id}'")
    found = {}

    for column, value in PRESENT.items():
        await rows(f"UPDATE service_request SET {column} = {value} WHERE id = $1", request.id)
        found[column] = await broken(request)
        await rows(f"UPDATE service_request AS here SET {column} = kept.{column} FROM kept WHERE here.id = kept.id")

    assert found == dict.fromkeys(PRESENT, (STEPS, "ROW_DIFFERS"))
    assert await broken(request) is None


async def test_steps_at_once_make_one_chain(actors):
    """The second event includes the hash of the first."""
    request = await submit(actors.test_app.context, actors.citizen, actors.test_app.submission())

    await asyncio.gather(
        *(comments.comment(actors.test_app.context, actors.neighbour, request.id, f"сөз {n}") for n in range(30)),
        *(submit(actors.test_app.context, actors.citizen, actors.test_app.submission()) for _ in range(5)),
    )

    assert (await verify_timeline(request.id)).links == 31
    assert await all_intact() == 6


async def test_a_step_without_the_one_before_is_refused(actors):
    """Nothing can be hashed onto nothing: a broken timeline does not go on as if it were whole."""
    request = await submit(actors.test_app.context, actors.citizen, actors.test_app.submission())
    await actors.test_app.settled()
    await rows("DELETE FROM event WHERE request_id = $1", request.id)

    with pytest.raises(Exception, match='"hash"') as refused:
        await work.claim(actors.test_app.context, actors.executor, request.id)

    assert not isinstance(refused.value, QalaError)
    assert await broken(request) == (1, "MISSING")


RECEIPT = """
query ($receipt: String!) { verifyReceipt(receipt: $receipt) { valid number submittedAt
    serviceRequest { id status } proof { intact links redacted firstBroken { version why } } } }
"""


async def ask(actors, query: str, **variables):
    answer = await schema.execute(
        query, variable_values=variables, context_value=Operation(actors.test_app.application.context)
    )
    assert answer.errors is None
    return answer.data


async def test_a_receipt_is_good_for_ever(actors):
    """For every viewer, also after all the steps that followed."""
    request = await actors.full_lifecycle()
    submitted = await ask(actors, "query ($id: ID!) { serviceRequest(id: $id) { receipt } }", id=str(request.id))

    check = (await ask(actors, RECEIPT, receipt=submitted["serviceRequest"]["receipt"].lower()))["verifyReceipt"]

    assert submitted["serviceRequest"]["receipt"].startswith(request.number)
    assert (check["valid"], check["number"]) == (True, request.number)
    assert check["serviceRequest"] == {"id": str(request.id), "status": "CONFIRMED"}
    assert check["proof"] == {"intact": True, "links": STEPS, "redacted": 0, "firstBroken": None}


async def test_a_receipt_catches_who_rewrites_a_whole_chain(actors):
    """Hashes and all: the chain alone says it is intact, the receipt in the citizen's hand says it is not."""
    request = await submit(actors.test_app.context, actors.citizen, actors.test_app.submission())
    receipt = (await ask(actors, "query ($id: ID!) { serviceRequest(id: $id) { receipt } }", id=str(request.id)))[
        "serviceRequest"
    ]["receipt"]
    other = await submit(actors.test_app.context, actors.citizen, actors.test_app.submission())
    await actors.test_app.settled()

    await rows("UPDATE event SET request_id = $1, version = 2 WHERE request_id = $2", request.id, other.id)
    await rows("DELETE FROM event WHERE request_id = $1 AND version = 1", request.id)
    await rows("UPDATE event SET request_id = $2, version = 1 WHERE request_id = $1", request.id, other.id)
    check = await check_receipt(receipt)
    forged = await check_receipt(receipt[:-4] + ("0000" if receipt[-4:] != "0000" else "1111"))
    unknown = await check_receipt("XXX-999999-0000-0000-0000-0000")

    assert not check.valid
    assert not forged.valid
    assert (unknown.valid, unknown.request, unknown.proof) == (False, None, None)
    with pytest.raises(InvalidInput) as refused:
        await check_receipt("hello")
    assert refused.value.data["field"] == "receipt"


async def test_a_receipt_tells_of_a_changed_submission_and_of_later_changes(actors):
    """What was submitted is no longer there; or it is, and something later is not."""
    first, second = await actors.full_lifecycle(), await actors.full_lifecycle()
    query = "query ($id: ID!) { serviceRequest(id: $id) { receipt } }"
    receipts = [(await ask(actors, query, id=str(one.id)))["serviceRequest"]["receipt"] for one in (first, second)]

    await rows("UPDATE event SET note = 'x' WHERE request_id = $1 AND version = 1", first.id)
    await rows("UPDATE event SET note = 'x' WHERE request_id = $1 AND version = 2", second.id)
    checks = [(await ask(actors, RECEIPT, receipt=one))["verifyReceipt"] for one in receipts]

    assert [check["valid"] for check in checks] == [False, True]
    assert [check["proof"]["firstBroken"] for check in checks] == [
        {"version": 1, "why": "CHANGED"},
        {"version": 2, "why": "CHANGED"},
    ]


async def test_everyone_may_verify(actors):
    """By the API, without an account; an unknown kind is reported as none."""
    request = await actors.full_lifecycle()
    query = """query ($id: ID!) { verifyTimeline(id: $id) {
        intact links head redacted firstBroken { version kind at why } } logSeal }"""

    whole = await ask(actors, query, id=str(request.id))
    await rows("UPDATE event SET kind = 'FORGED' WHERE request_id = $1 AND version = 3", request.id)
    forged = (await ask(actors, query, id=str(request.id)))["verifyTimeline"]

    assert (whole["verifyTimeline"]["intact"], whole["verifyTimeline"]["links"]) == (True, STEPS)
    assert len(whole["verifyTimeline"]["head"]) == 64
    assert whole["logSeal"] == str(await log_seal())
    assert forged["intact"] is False
    assert (forged["firstBroken"]["version"], forged["firstBroken"]["kind"], forged["firstBroken"]["why"]) == (
        3,
        None,
        "CHANGED",
    )


async def test_verifying_has_its_limit(actors):
    """By network, for every client, for timelines and receipts together."""
    request = await submit(actors.test_app.context, actors.citizen, actors.test_app.submission())
    context = replace(actors.test_app.application.context, client="203.0.113.7")
    receipt = f"{request.number}-0000-0000-0000-0000"
    await actors.test_app.context.limiter.count(
        VERIFY_BY_CLIENT, "203.0.113.7", int(actors.test_app.clock.now().timestamp() // 3600), VERIFY_BY_CLIENT.most - 1
    )

    answers = [
        await schema.execute(query, context_value=Operation(context))
        for query in (
            f'{{ verifyReceipt(receipt: "{receipt}") {{ valid }} }}',
            f'{{ verifyReceipt(receipt: "{receipt}") {{ valid }} }}',
            f'{{ verifyTimeline(id: "{request.id}") {{ intact }} }}',
        )
    ]

    assert [answer.errors[0].extensions["code"] if answer.errors else None for answer in answers] == [
        None,
        "RATE_LIMITED",
        "RATE_LIMITED",
    ]


async def test_nothing_is_proved_of_nothing(test_app, unknown_id):
    """An unknown request is an error, not an intact timeline without links."""
    with pytest.raises(NotFound):
        await verify_timeline(unknown_id)


async def again(up_to: int):
    """The seal, counted anew."""
    last = None
    async for check in seal_again(up_to):
        last = check
    return last


async def test_the_seal_is_over_the_whole_log_in_order(actors):
    """The sequencer folds it as it stamps; counted anew it is the same, also up to any earlier head."""
    await actors.full_lifecycle()
    early = await log_seal()
    await actors.full_lifecycle()
    late = await log_seal()

    assert (await again(early.position)).seal == early.seal
    assert (await again(late.position)).seal == late.seal
    assert early.seal != late.seal
    assert LogSeal.parse(str(late)) == late


async def test_the_seal_catches_what_chains_cannot(actors):
    """A request that vanished with its whole timeline, and events that changed places in the log."""
    gone, stays = await actors.full_lifecycle(), await actors.full_lifecycle()
    sealed = await log_seal()

    await rows("UPDATE event SET position = -position + 1000000 WHERE position IN (14, 15)")
    await rows("UPDATE event SET position = 29 - (1000000 - position) WHERE position > 1000")
    swapped = await again(sealed.position)
    await rows("DELETE FROM notification")
    for table in ("follow", "photo", "verdict", "event"):
        await rows(f"DELETE FROM {table} WHERE request_id = $1", gone.id)
    await rows("DELETE FROM service_request WHERE id = $1", gone.id)
    vanished = await again(sealed.position)

    assert await broken(stays) is None
    assert await all_intact() == 1
    assert (swapped.hole_at, swapped.seal == sealed.seal) == (None, False)
    assert (vanished.hole_at, vanished.position) == (1, 0)
