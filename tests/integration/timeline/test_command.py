"""`qala verify` and `qala anonymise`: what the operator types and sees."""

import pytest

from app.cli.verifying import verify_command
from app.errors import InvalidInput
from app.models.database import rows
from tests.integration.timeline.conftest import STEPS


async def test_an_intact_installation(actors, qala):
    """All, a city, or by number; and a line to keep."""
    request = await actors.full_lifecycle()

    code, stdout, stderr = await qala("verify")
    one = await qala("verify", request.number)
    empty = await qala("verify", "--city", "astana")
    head = await qala("verify", "--head")
    await actors.full_lifecycle()
    against = await qala("verify", "--against", head[1])

    assert (code, stdout.splitlines()) == (
        0,
        [f"1 timelines with {STEPS} links: intact", f"the log up to position {STEPS} is what was sealed"],
    )
    assert "Verifying timelines" in stderr
    assert one[:2] == (0, f"1 timelines with {STEPS} links: intact")
    assert empty[:2] == (0, "0 timelines with 0 links: intact")
    assert head[1].startswith(f"{actors.test_app.application.epoch}:{STEPS}:")
    assert against[:2] == (0, f"the log up to position {STEPS} is what was sealed")


async def test_a_rewritten_past(actors, qala):
    """The request, the step and what is wrong with it; exit code 1."""
    request, whole = await actors.full_lifecycle(), await actors.full_lifecycle()
    head = (await qala("verify", "--head"))[1]
    await rows("UPDATE event SET reason = 'SAFETY' WHERE request_id = $1 AND version = 5", request.id)
    await rows("UPDATE event SET hash = sha256(hash) WHERE request_id = $1 AND version = $2::int", whole.id, STEPS)

    code, stdout, _ = await qala("verify")
    against = await qala("verify", "--against", head)

    assert code == 1
    assert f"{request.number}: broken at 5 WORK_HELD 2026-11-20 07:00:00: the event is not what was hashed" in stdout
    assert f"{whole.number}: broken at {STEPS} COMMENTED" in stdout
    assert "2 timelines with 24 links: 2 broken" in stdout
    assert "IS NOT what was sealed" in stdout
    assert (against[0], "IS NOT what was sealed" in against[1]) == (1, True)


async def test_a_log_that_lost_its_end_or_its_middle(actors, qala):
    """Both are told, with the place."""
    await actors.full_lifecycle()
    epoch, position, seal = (await qala("verify", "--head"))[1].split(":")
    await rows("DELETE FROM notification")
    await rows("DELETE FROM event WHERE position = 4")

    hole = await qala("verify", "--against", f"{epoch}:{position}:{seal}")
    beyond = await qala("verify", "--against", f"{epoch}:99:{seal}")
    other = await qala("verify", "--against", f"other:1:{seal}")

    assert hole[:2] == (1, "the log has no event at position 4")
    assert beyond[:2] == (1, f"the log ends at {STEPS}, but it once reached 99")
    assert (other[0], "another log" in other[1]) == (1, True)


async def test_what_makes_no_sense_is_refused(actors, qala):
    """By one line, with exit code 2."""
    unknown = await qala("verify", "ALM-999999")
    city = await qala("verify", "--city", "atlantis")
    line = await qala("verify", "--against", "nonsense")

    assert [found[0] for found in (unknown, city, line)] == [2, 2, 2]
    assert "ALM-999999" in unknown[2]
    assert "atlantis" in city[2]
    assert "--head" in line[2]
    with pytest.raises(InvalidInput, match="either"):
        verify_command("ALM-000001", head=True)


async def test_anonymising_by_hand(actors, qala):
    """First how many, then with a bar; a second time there is nothing left."""
    for _ in range(2):
        await actors.full_lifecycle()
    # The command line has the clock of the machine.
    await rows("UPDATE service_request SET updated_at = now() - interval '40 days'")

    never = await qala("anonymise", ANONYMISE_AFTER_DAYS="0")
    young = await qala("anonymise", "--dry-run", ANONYMISE_AFTER_DAYS="50")
    dry = await qala("anonymise", "--dry-run", ANONYMISE_AFTER_DAYS="30")
    done = await qala("anonymise", ANONYMISE_AFTER_DAYS="30")
    again = await qala("anonymise", ANONYMISE_AFTER_DAYS="30")

    assert (never[0], "never" in never[1] or "nothing is ever" in never[1]) == (0, True)
    assert young[1].startswith("0 requests")
    assert dry[1].startswith("2 requests closed before")
    assert done[1] == "2 requests anonymised"
    assert "Anonymising" in done[2]
    assert again[1] == "0 requests anonymised"
    assert await rows("SELECT 1 FROM service_request WHERE author_id IS NOT NULL") == []
