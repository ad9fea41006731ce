"""Requests have their districts: new ones from the start, older ones by the job, and again after a change."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.commands.jobs import district_survey
from app.commands.requests.comments import comment
from app.commands.requests.submission import submit
from app.commands.staff.districts import put_districts, remove_districts
from app.domain.log.events import EventKind
from app.errors import NotFound
from app.models import District, DistrictSurvey, EventRow, ServiceRequestRow
from app.models.database import rows
from app.queries.cities.districts import requests_by_district
from app.queries.log.projections import verify_projections
from app.queries.log.verification import verify_timeline
from app.queries.requests.service_requests import existing_request
from tests.integration.districts.conftest import HILL, IN_HILL, IN_RIVER, NOWHERE, RIVER, district


@pytest.fixture
async def author(test_app):
    return await test_app.person()


async def sent(test_app, author, place, **changes):
    return await submit(test_app.context, author, test_app.submission(**place, **changes))


async def district_of(request):
    return (await existing_request(request.id)).district_id


@pytest.mark.parametrize(("place", "expected"), [(IN_RIVER, RIVER.id), (IN_HILL, HILL.id), (NOWHERE, None)])
async def test_new_request_has_its_district_from_the_first_event_on(test_app, author, put, place, expected):
    await put(RIVER, HILL)

    request = await sent(test_app, author, place)

    assert await district_of(request) == request.district_id == expected
    first = await EventRow.get(request_id=request.id, version=1)
    assert first.snapshot.get("district_id") == expected
    assert (await verify_timeline(request.id)).intact


async def test_older_requests_get_their_districts_by_the_job(test_app, author, put, survey):
    """Each one that changes has an event that says so and has no recipients, and figures follow."""
    places = [IN_RIVER, IN_HILL, NOWHERE]
    requests = [await sent(test_app, author, place) for place in places]
    await put(RIVER, HILL)

    assert await survey() == 2
    assert await survey() == 0

    assert [await district_of(request) for request in requests] == [RIVER.id, HILL.id, None]
    steps = await EventRow.filter(kind=EventKind.DISTRICT_SET)
    assert {(step.request_id, step.version) for step in steps} == {(request.id, 2) for request in requests[:2]}
    assert all(step.recipients == [] and step.actor_id is None for step in steps)
    assert (await existing_request(requests[0].id)).updated_at == requests[0].updated_at
    assert all([(await verify_timeline(request.id)).intact for request in requests])
    await test_app.settled()
    assert await requests_by_district("almaty") == {RIVER.id: 1, HILL.id: 1, None: 1}
    assert [proof.differences async for proof in verify_projections((), test_app.clock) if proof.differences] == []


async def test_a_step_keeps_the_district_that_the_job_has_set(test_app, author, put, survey):
    request = await sent(test_app, author, IN_RIVER)
    await put(RIVER, HILL)
    await survey()

    after = await comment(test_app.context, author, request.id, "Still there")

    assert (after.version, after.district_id) == (3, RIVER.id)


async def test_moved_border_moves_the_requests_beside_it(test_app, author, put, survey):
    await put(RIVER, HILL)
    request, other = await sent(test_app, author, IN_HILL), await sent(test_app, author, IN_RIVER)
    await put(district("River", 76.9, 76.94), district("Hill", 76.94, 76.95))

    assert (await sent(test_app, author, IN_HILL)).district_id == RIVER.id
    assert await survey() == 1

    assert [await district_of(request), await district_of(other)] == [RIVER.id, RIVER.id]


async def test_removed_district_has_no_requests_and_keeps_its_name_in_the_log(test_app, author, put, survey):
    await put(RIVER, HILL)
    request = await sent(test_app, author, IN_HILL)
    await put(RIVER)

    assert await survey() == 1

    assert await district_of(request) is None
    catalog = test_app.application.catalog
    assert [one.id for one in await catalog.districts_of("almaty")] == [RIVER.id]
    assert (await catalog.districts())[HILL.id].names == HILL.names
    await put(RIVER, HILL)
    assert await survey() == 1
    assert await district_of(request) == HILL.id


async def test_job_begins_when_every_process_has_the_outlines(test_app, author, survey):
    """A process that still has the former ones would send requests past the job."""
    request = await sent(test_app, author, IN_RIVER)
    await put_districts("almaty", [RIVER, HILL], clock=test_app.clock)

    test_app.pass_time(seconds=59)
    assert await survey() == 0
    test_app.pass_time(seconds=1)
    assert await survey() == 1
    assert await district_of(request) == RIVER.id


async def test_job_that_stops_goes_on_where_it_was(test_app, author, put, survey, monkeypatch):
    """Also with several requests of one moment, of which it has seen a part."""
    monkeypatch.setattr(district_survey, "BATCH", 2)
    requests = [await sent(test_app, author, IN_RIVER) for _ in range(5)]
    await put(RIVER, HILL)

    def stop(_: int) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await district_survey.survey_districts(test_app.context, begin_after=timedelta(seconds=60), after_batch=stop)

    assert await ServiceRequestRow.filter(district_id=RIVER.id).count() == 2
    assert await survey() == 3
    assert {await district_of(request) for request in requests} == {RIVER.id}
    assert await EventRow.filter(kind=EventKind.DISTRICT_SET).count() == 5


async def test_wrong_set_changes_nothing(test_app, put):
    """All districts of a city are replaced in one transaction."""
    await put(RIVER, HILL)
    before = await District.all().order_by("id").values()
    moved, wrong = district("River", 76.9, 76.91), replace(HILL, id="x" * 41)

    with pytest.raises(Exception, match="x" * 20):
        await put_districts("almaty", [moved, wrong], clock=test_app.clock)

    assert await District.all().order_by("id").values() == before


async def test_putting_the_same_again_changes_nothing_and_asks_for_no_job(test_app, put, survey):
    await put(RIVER, HILL)
    await survey()

    change = await put_districts("almaty", [RIVER, HILL], clock=test_app.clock)

    assert (list(change.put), list(change.removed)) == ([], [])
    assert (await DistrictSurvey.get(city_id="almaty")).done_at is not None


async def test_only_districts_of_the_city_can_be_removed(test_app, put):
    await put(RIVER, HILL)

    with pytest.raises(NotFound, match=r"no district 'almaty_lake' in almaty; there are: almaty_hill, almaty_river"):
        await remove_districts("almaty", ["almaty_river", "almaty_lake"], clock=test_app.clock)
    with pytest.raises(NotFound, match="no district 'almaty_river' in astana"):
        await remove_districts("astana", ["almaty_river"], clock=test_app.clock)
    assert await District.filter(removed_at=None).count() == 2

    assert await remove_districts("almaty", [], clock=test_app.clock) == ["almaty_hill", "almaty_river"]
    assert await District.filter(removed_at=None).count() == 0


async def test_city_without_districts_reads_no_outline(test_app, author, put):
    """The library for outlines is loaded only where districts exist."""
    await put(RIVER, HILL)

    assert await test_app.application.catalog.district_map("astana") is None
    assert (await sent(test_app, author, {"latitude": 51.1, "longitude": 71.4}, city_id="astana")).district_id is None


async def test_commands_put_list_and_remove(qala, test_app, author, tmp_path):
    """What the file says is listed; a wrong file is refused by feature and property."""
    features = [
        {
            "type": "Feature",
            "properties": {f"name_{language}": name for language, name in one.names.items()},
            "geometry": one.outline,
        }
        for one in (RIVER, HILL)
    ]
    file, wrong = tmp_path / "districts.geojson", tmp_path / "wrong.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    del features[1]["properties"]["name_kk"]
    wrong.write_text(json.dumps({"type": "FeatureCollection", "features": features}))

    code, said, error = await qala("district", "put", file, "--city", "almaty")
    assert (code, error) == (0, "")
    assert said.startswith("2 districts added or changed: almaty_river_en, almaty_hill_en")
    code, said, _ = await qala("district", "list", "--city", "almaty", COLUMNS="200")
    assert code == 0
    assert "River kk" in said
    assert "requests follow: not begun" in said

    code, _, error = await qala("district", "put", wrong, "--city", "almaty")
    assert code == 2
    assert "features[1].properties.name_kk" in error
    code, said, _ = await qala("district", "remove", "almaty_hill_en", "--city", "almaty")
    assert (code, said.splitlines()[0]) == (0, "1 removed: almaty_hill_en")
    assert await rows("SELECT id FROM district WHERE removed_at IS NULL") == [{"id": "almaty_river_en"}]
