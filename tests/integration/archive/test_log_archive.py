"""Nothing that is read or written depends on which months of the log are archived."""

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.commands.requests.submission import submit
from app.domain.log.archive_months import months_after
from app.events.projections import PROJECTIONS
from app.events.projections.zone_changes import TABLE as ZONE_VERSIONS
from app.events.rebuild import rebuild_projections
from app.models.database import rows
from tests.integration.archive.conftest import after_all, all_have_read, all_read, archived, counts, differences, months
from tests.integration.events.test_verify import actors, live_through, move

lives = st.lists(
    st.tuples(move, st.integers(0, 1), st.sampled_from([0, 0, 100, 60 * 24 * 12, 60 * 24 * 40])),
    min_size=6,
    max_size=24,
)


async def tables() -> dict[str, list[str]]:
    """Return what every projection holds, but the versions of zones, which are random."""
    names = sorted({name for projection in PROJECTIONS for name in projection.tables} - {ZONE_VERSIONS})
    return {
        name: sorted(str(found) for found in await rows(f"SELECT to_jsonb(t) - 'id' AS row FROM {name} t"))
        for name in names
    }


# Without shrinking: an example takes seconds.
@settings(
    max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=lives, after=lives, place=st.integers(0, 12))
async def test_all_is_read_as_before_an_archive(test_app, urls, before, after, place):
    """Whatever two requests live through, whichever months are archived, and whatever they live through after that."""
    people = await actors(test_app)
    ids = [(await submit(test_app.context, people["author"], test_app.submission())).id for _ in range(2)]
    accounts = [viewer.account_id for viewer in people.values()]
    await live_through(test_app, before, ids)
    limit = await after_all(test_app)
    live = await months()
    await all_have_read(test_app)
    await rebuild_projections(urls.database_url, clock=test_app.clock, batch=5)
    read, folded = await all_read(test_app, ids, accounts), await tables()

    moved = await archived(test_app, months_after(live[place % len(live)], 1) if place else limit, batch=3)

    assert moved > 0
    assert (await counts())[1] >= moved
    assert await all_read(test_app, ids, accounts) == read
    await rebuild_projections(urls.database_url, clock=test_app.clock, batch=5)
    assert await tables() == folded
    assert await differences(test_app) == []
    await live_through(test_app, after, ids)
    await all_have_read(test_app)
    await all_read(test_app, ids, accounts)
    assert await differences(test_app) == []
    await rebuild_projections(urls.database_url, clock=test_app.clock, batch=7)
    assert await differences(test_app) == []
