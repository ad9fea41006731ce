"""Photos are a part of the past: each that is changed, taken out or slipped in is found, and named by its step."""

from pathlib import Path

import pytest

from app.commands.requests import photo_moderation, work
from app.commands.requests.category_change import change_category
from app.commands.requests.submission import submit
from app.domain.photos.photo import Rectangle
from app.models.database import row, rows
from app.queries.log.verification import verify_timeline
from schema import schema
from schema.context import Operation
from tests.integration.timeline.conftest import PHOTOS, STEPS, all_intact, broken
from tests.pictures import picture

ROOT = Path(__file__).parents[3]
OF_STEP = "request_id = $1 AND version = 7"
FORGERIES = {
    "the digest of a row": (f"UPDATE photo SET digest = sha256('forged') WHERE {OF_STEP}", "PHOTOS_DIFFER"),
    "a row taken out": (f"DELETE FROM photo WHERE {OF_STEP}", "PHOTOS_DIFFER"),
    "a row slipped in": (
        "INSERT INTO photo (id, request_id, version, kind, position, account_id, digest, width, height, small_key,"
        " medium_key, large_key, created_at)"
        " SELECT gen_random_uuid(), request_id, version, 'BEFORE', 4, account_id,"
        f" sha256('forged'), 1, 1, 'r/1', 'r/1', 'r/1', now() FROM photo WHERE {OF_STEP}",
        "PHOTOS_DIFFER",
    ),
    "the digests of the event": (
        f"UPDATE event SET photo_digests = ARRAY[sha256('forged')] WHERE {OF_STEP}",
        "CHANGED",
    ),
    "no digest in the event": (f"UPDATE event SET photo_digests = '{{}}' WHERE {OF_STEP}", "CHANGED"),
    "a mark taken off": (f"UPDATE event SET marks = '{{}}' WHERE {OF_STEP}", "CHANGED"),
    "a mark put on": (f"UPDATE event SET marks = marks || '{{LOOKS_REUSED}}' WHERE {OF_STEP}", "CHANGED"),
    "both alike": (
        f"WITH forged AS (UPDATE photo SET digest = sha256('forged') WHERE {OF_STEP})"
        f" UPDATE event SET photo_digests = ARRAY[sha256('forged')] WHERE {OF_STEP}",
        "CHANGED",
    ),
}


async def test_what_each_step_brought_is_in_its_event(actors):
    """The digests of the files as they were sent; the steps that brought none have none."""
    request = await actors.full_lifecycle()

    events = await rows("SELECT version, photo_digests FROM event WHERE request_id = $1 ORDER BY 1", request.id)
    kept = await rows("SELECT version, digest FROM photo WHERE request_id = $1 ORDER BY version, position", request.id)

    assert {event["version"]: len(event["photo_digests"]) for event in events if event["photo_digests"]} == PHOTOS
    assert [digest for event in events for digest in event["photo_digests"]] == [photo["digest"] for photo in kept]
    assert await broken(request) is None


@pytest.mark.parametrize("how", FORGERIES)
async def test_a_forged_photo_is_found_at_its_step(actors, how):
    """In the rows, in the event, or in both alike; another request stays intact."""
    request, other = await actors.full_lifecycle(), await actors.full_lifecycle()
    statement, why = FORGERIES[how]

    await rows(statement, request.id)

    assert await broken(request) == (7, why)
    assert await broken(other) is None


async def test_a_photo_of_a_step_that_brought_none_is_found(actors):
    """Moved to where no photo came."""
    request = await actors.full_lifecycle()

    await rows("UPDATE photo SET version = 5 WHERE request_id = $1 AND version = 7", request.id)

    assert await broken(request) == (5, "PHOTOS_DIFFER")


async def test_the_promise_before_is_guarded(actors):
    """What a step put another promise in the place of."""
    context, request = (
        actors.test_app.context,
        await submit(actors.test_app.context, actors.citizen, actors.test_app.submission()),
    )
    await change_category(context, actors.akimat, request.id, "lighting", "басқа санат")
    assert await broken(request) is None
    kept = await row("SELECT former FROM event WHERE request_id = $1 AND version = 2", request.id)
    assert kept["former"]

    found = []
    for forgery in ("jsonb_set(former, '{category_id}', '\"yard\"')", "NULL", "'{}'"):
        await rows(f"UPDATE event SET former = {forgery} WHERE request_id = $1 AND version = 2", request.id)
        found.append(await broken(request))
        await rows(
            "UPDATE event SET former = $2::jsonb WHERE request_id = $1 AND version = 2", request.id, kept["former"]
        )

    assert found == [(2, "CHANGED")] * 3
    assert await broken(request) is None


async def test_seen_to_and_taken_back_they_still_verify(actors):
    """Hidden, blurred, shown again, taken back: what was brought was brought."""
    context = actors.test_app.context
    request = await actors.full_lifecycle()
    for photo in await rows("SELECT id FROM photo WHERE request_id = $1", request.id):
        await photo_moderation.hide(context, actors.akimat, photo["id"], "бет")
        await photo_moderation.blur(context, actors.akimat, photo["id"], [Rectangle(0.1, 0.1, 0.5, 0.5)])
    await photo_moderation.show(context, actors.akimat, photo["id"])
    young = await submit(context, actors.citizen, actors.test_app.submission(), [picture()])
    (sent,) = await rows("SELECT id FROM photo WHERE request_id = $1", young.id)
    await photo_moderation.retract(context, actors.citizen, sent["id"])
    await work.claim(context, actors.executor, young.id)

    assert (await verify_timeline(request.id)).links == STEPS + 2 * sum(PHOTOS.values()) + 1
    assert await all_intact() == 2

    await rows("DELETE FROM photo WHERE id = $1", sent["id"])
    assert await broken(young) == (1, "PHOTOS_DIFFER")


async def test_the_api_and_the_command_line_say_so(actors, qala):
    """`verifyTimeline` with its reason, `qala verify` in words and with exit code 1."""
    request, _ = await actors.full_lifecycle(), await actors.full_lifecycle()
    await rows(FORGERIES["the digest of a row"][0], request.id)

    answer = await schema.execute(
        "query ($id: ID!) { verifyTimeline(id: $id) { intact firstBroken { version kind why } } }",
        variable_values={"id": str(request.id)},
        context_value=Operation(actors.test_app.application.context),
    )
    code, said, _ = await qala("verify")

    assert answer.errors is None
    assert answer.data["verifyTimeline"] == {
        "intact": False,
        "firstBroken": {"version": 7, "kind": "WORK_COMPLETED", "why": "PHOTOS_DIFFER"},
    }
    assert code == 1
    words = " ".join(said.split())
    assert f"{request.number}: broken at 7 WORK_COMPLETED" in words
    assert "the photos are not those that the event brought" in words
    assert "2 timelines with 24 links: 1 broken" in words
