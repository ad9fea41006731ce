"""An old installation gets its chain: there is no past that nothing guards."""

import pytest
from tortoise.migrations.executor import MigrationTarget

from app.clock import FixedClock
from app.commands.requests import comments
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.models.database import database, migrate, rows
from app.models.migrating import Migrations
from app.queries.log.verification import log_seal, seal_again, verify_timeline
from app.settings import Settings
from tests.conftest import NOON, FakeMailer, TestApp
from tests.integration.timeline.conftest import STEPS, TimelineActors, all_intact


@pytest.mark.parametrize("before_hashes", ["0006_accounts", "0007_photos"])
async def test_the_past_of_an_old_database_is_hashed(urls, monkeypatch, before_hashes):
    """Whole lives, written before there were hashes, with and without photos and marks; they go on as one chain."""
    import importlib

    migration = importlib.import_module("migrations.0008_timeline_hash")
    # Batches that end in the middle of a request.
    monkeypatch.setattr(migration, "BATCH", 5)

    async def application():
        return urls.application(Settings(), clock=clock, mail_transport=post, run_periodic_jobs=False)

    clock, post = FixedClock(NOON), FakeMailer()
    async with await application() as opened:
        test_app = TestApp(opened, clock, post)
        actors = TimelineActors(
            test_app,
            *[await test_app.person(role) for role in (Role.CITIZEN, Role.CITIZEN, Role.EXECUTOR, Role.AKIMAT)],
        )
        requests = [await actors.full_lifecycle(), await actors.full_lifecycle(latitude=43.0, longitude=77.2)]
        waiting = await submit(test_app.context, actors.citizen, test_app.submission())
        await test_app.settled()
    async with database(urls.database_url):
        brought = await rows("SELECT version, marks, photo_digests FROM event ORDER BY id")
        before = await rows("SELECT id, position, kind, at, topics, snapshot FROM event ORDER BY id")
        target = MigrationTarget(app_label="qala", name=before_hashes)
        await Migrations(urls.database_url).migrate([target], direction="backward")
        found = await rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'event'")
        assert "hash" not in {item["column_name"] for item in found}
        # One that the sequencer has not seen yet.
        await rows("UPDATE event SET position = NULL WHERE request_id = $1", waiting.id)
        await rows("UPDATE log_state SET head = head - 1")

        assert "0008_timeline_hash" in await migrate(urls.database_url)

        assert await all_intact() == 3
        if before_hashes == "0007_photos":
            assert await rows("SELECT version, marks, photo_digests FROM event ORDER BY id") == brought
            assert any(event["marks"] for event in brought)
        seal = await log_seal()
        assert [check.seal async for check in seal_again(seal.position)][-1] == seal.seal
    async with await application() as opened:
        test_app = TestApp(opened, clock, post, people=actors.test_app.people)
        await comments.comment(test_app.context, actors.neighbour, requests[0].id, "ескіден кейін")
        await test_app.settled()
        assert (await verify_timeline(requests[0].id)).links == STEPS + 1
        assert await all_intact() == 3
        seal = await log_seal()
        assert [check.seal async for check in seal_again(seal.position)][-1] == seal.seal
        after = await rows("SELECT id, position, kind, at, topics, snapshot FROM event ORDER BY id")
        assert after[: len(before)] == before
