"""Problem zones: what stands out and what does not, in a city whose figures are known."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.figures.zones import Window, ZoneOrder, ZonePeriod, week_of
from app.domain.log.events import EventKind
from app.domain.places.hexagons import centre_of, hexagon_at, hexagon_id
from app.domain.requests.lifecycle import DROPPED, Status
from app.errors import InvalidInput
from app.events.rebuild import rebuild_projections
from app.models import City
from app.models.database import rows
from app.queries.map.problem_zones import (
    ProblemZone,
    ZonesNotCounted,
    problem_zones,
    ranked_zones,
    zone_figures,
    zone_figures_of_weeks,
)
from app.queries.map.zone_cache import MOST_KEPT, ZoneCache
from app.queries.map.zone_names import FRESH_FOR, ZoneNames
from app.queries.requests.filter import Filter
from app.queries.requests.lists import service_requests
from app.queries.requests.order import Order
from tests.integration.projections.conftest import new_request

PLACES = [(43.24 + 0.02 * n, 76.91) for n in range(6)]
"""So far from each other that each has a hexagon of its own."""
ZONES = [hexagon_at(*place) for place in PLACES]
KEPT = frozenset(Status) - DROPPED
_MARK = "SELECT version FROM zone_change WHERE city_id = 'almaty'"


class City6:
    """Writes requests into six zones."""

    def __init__(self, log):
        self.log = log
        self.number = 0
        self.cache = ZoneCache()

    async def add(self, zone, count, *, days_ago=1, late=0, **changes):
        """Add requests to a zone; the first ``late`` of them were done after their deadline."""
        latitude, longitude = PLACES[zone]
        created = self.log.clock.at - timedelta(days=days_ago)
        for n in range(count):
            done = {"status": Status.DONE, "done_at": created + timedelta(hours=60 if n < late else 1)}
            times = {"created_at": created, "updated_at": created, "due_at": created + timedelta(hours=48)}
            given = {"latitude": latitude, "longitude": longitude, **times, **done, **changes}
            request = new_request(self.number, self.log.clock.at, **given)
            self.number += 1
            await self.log.write(EventKind.SUBMITTED, None, request)
        await self.log.stamp()

    async def found(self, **asked):
        """Return the answer for Almaty now, which is the same whether or not the figures are kept."""
        asked = {"period": ZonePeriod.FOUR_WEEKS, **asked}
        found = await problem_zones("almaty", self.log.clock.at, self.cache, **asked)
        assert found == await problem_zones("almaty", self.log.clock.at, ZoneCache(), **asked)
        return found


@pytest.fixture
def city(log):
    """A city whose log the test writes."""
    return City6(log)


async def test_the_zone_with_far_more_requests_than_the_average_stands_out(city):
    """Against the mean of the zones that have any; zones near it do not, nor one with few."""
    for zone, count in enumerate((60, 12, 11, 10, 4)):
        await city.add(zone, count)

    found = await city.found()

    (worst,) = found.zones
    assert worst.hexagon == ZONES[0]
    assert (worst.requests.observed, worst.requests.expected) == (60, 97 / 5)
    assert worst.requests.at_least == pytest.approx(48.1 / 19.4, abs=0.05)
    assert (found.requests, found.zone_count) == (97, 5)


@pytest.mark.parametrize("order", ZoneOrder)
@pytest.mark.parametrize("category_id", [None, "pothole"])
async def test_zones_of_a_part_of_the_city_are_compared_with_all_of_it(city, order, category_id):
    """Those that are left out do not take the places of others."""
    for zone, count in enumerate((60, 40, 12, 11, 10, 4)):
        await city.add(zone, count, late=count if zone < 2 else 0)
    asked = {"order": order, "category_id": category_id}
    everywhere = await city.found(**asked)
    assert [zone.hexagon for zone in everywhere.zones] == ZONES[:2]

    async def within(points):
        return [hexagon_at(*point) == ZONES[1] for point in points]

    found = await city.found(**asked, first=1, within=within)

    assert list(found.zones) == list(everywhere.zones[1:])
    assert (found.requests, found.late, found.zone_count) == (137, 100, 6)


async def test_missed_deadlines_are_compared_with_the_mix_of_categories(city):
    """A zone of a slow category is as late as the city; a zone that is late in a quick one stands out."""
    await city.add(0, 20, late=10, category_id="lighting")
    await city.add(1, 20, late=10, category_id="lighting")
    await city.add(2, 40, late=0)
    await city.add(3, 20, late=9)

    found = await city.found(order=ZoneOrder.LATE)

    (worst,) = found.zones
    assert worst.hexagon == ZONES[3]
    assert (worst.late.observed, worst.late.expected) == (9, pytest.approx(20 * 9 / 60))
    assert [zone.hexagon for zone in (await city.found(order=ZoneOrder.LATE, category_id="pothole")).zones] == [
        ZONES[3]
    ]
    assert (await city.found(order=ZoneOrder.LATE, category_id="lighting")).zones == []


async def test_a_deadline_that_passes_counts_without_an_event(city):
    """And work that was reopened and done again in time does not."""
    await city.add(0, 12, days_ago=0, status=Status.ACCEPTED, done_at=None)
    await city.add(1, 30, days_ago=0)
    assert (await city.found()).late == 0

    await city.log.pass_time(49)

    found = await city.found(order=ZoneOrder.LATE)
    assert found.late == 12
    assert [zone.hexagon for zone in found.zones] == [ZONES[0]]


async def test_requests_that_were_closed_without_work_do_not_count(city):
    """Spam makes no zone a problem, and a request that repeats another is one problem."""
    for status in DROPPED:
        await city.add(0, 20, status=status, done_at=None)
    await city.add(1, 10)

    found = await city.found()

    assert (found.requests, found.zone_count, found.zones) == (10, 1, [])


async def test_the_trend_is_of_days(city):
    """Three times as many in the four weeks up to now as in those before."""
    await city.add(0, 36, days_ago=3)
    await city.add(0, 12, days_ago=35)
    for zone in range(1, 6):
        await city.add(zone, 3)

    (zone,) = (await city.found()).zones

    assert (zone.requests.observed, zone.before) == (36, 12)
    window = (await city.found()).window
    assert zone.trend(window) == pytest.approx(3 * 28 / window.days)
    await city.add(1, 60)
    assert [zone.trend(window) for zone in (await city.found()).zones if zone.hexagon == ZONES[1]] == [None]


async def test_a_period_is_as_long_as_is_asked(city):
    """Older requests are in the longer ones only; nothing of the future is counted."""
    await city.add(0, 20, days_ago=60)
    await city.add(1, 20, days_ago=200)
    await city.add(2, 20, days_ago=-20)

    assert [(await city.found(period=period)).requests for period in ZonePeriod] == [0, 20, 40]


async def test_the_list_of_a_zone_has_the_requests_that_were_counted(city):
    """Whatever the position in the hexagon: the filter draws the same border."""
    latitude, longitude = centre_of(ZONES[0])
    for n in range(-12, 13):
        for m in range(-12, 13):
            request = new_request(
                city.number, city.log.clock.at, latitude=latitude + n * 0.0008, longitude=longitude + m * 0.0011
            )
            city.number += 1
            await city.log.write(EventKind.SUBMITTED, None, request)
    await city.log.stamp()
    (counted,) = await rows("SELECT received AS n FROM zone_figure WHERE hexagon = $1", ZONES[0])
    narrowed = Filter(city_id="almaty", zone=ZONES[0], statuses=KEPT, created_from=(await city.found()).start)

    page = await service_requests(narrowed, Order.NEWEST, city.log.clock.at, first=100)
    found, cursor = [], None
    while True:
        page = await service_requests(narrowed, Order.NEWEST, city.log.clock.at, first=100, after=cursor)
        found += [request for _, request in page.items]
        cursor = page.end_cursor
        if not page.has_next:
            break

    assert len(found) == counted["n"] > 100
    assert all(narrowed.matches(request, city.log.clock.at) for request in found)


@pytest.mark.parametrize("order", ZoneOrder)
async def test_zones_are_refused_while_the_read_model_is_being_built(city, order):
    """To count them, the process would read every request; the client is told when to ask again."""
    await city.add(0, 12)
    await rows("UPDATE projection SET position = NULL WHERE name = 'zone_figures'")

    with pytest.raises(ZonesNotCounted) as refused:
        await city.found(order=order)

    assert refused.value.extensions == {"code": "RATE_LIMITED", "retryAfterSeconds": 60}


async def test_names_are_the_streets_that_several_requests_name(city):
    """In the commonest spelling, without the city; a street of one or two requests is no name."""
    for address in ("Абай даңғылы 10", "Абай даңғылы, 12", "абай даңғылы 7", "Алматы, ул. Сатпаева 22"):
        await city.add(0, 1, address=address)
    almaty = await City.get(id="almaty")
    names, now = ZoneNames(), city.log.clock.at

    assert await names.names_of(almaty, ZONES[0], now) == ["Абай даңғылы"]
    assert await names.names_of(almaty, ZONES[1], now) == []

    await city.add(0, 2, address="ул. Сатпаева, 24")
    assert await names.names_of(almaty, ZONES[0], now) == ["Абай даңғылы"]
    assert await names.names_of(almaty, ZONES[0], now + FRESH_FOR) == ["Абай даңғылы", "ул. Сатпаева"]


async def test_a_zone_on_a_border_has_a_name_in_each_city(city):
    """Its streets are those of the requests of that city."""
    names, now = ZoneNames(), city.log.clock.at
    await city.add(0, 3, address="Абай даңғылы 10")
    await city.add(0, 3, address="Сарыарқа даңғылы 1", city_id="astana")

    found = [await names.names_of(await City.get(id=one), ZONES[0], now) for one in ("almaty", "astana", "almaty")]

    assert found == [["Абай даңғылы"], ["Сарыарқа даңғылы"], ["Абай даңғылы"]]


async def test_first_is_checked(city):
    """And at most so many zones are returned."""
    for first in (0, 51):
        with pytest.raises(InvalidInput, match="first"):
            await city.found(first=first)
    await city.add(0, 80)
    await city.add(1, 80)
    for zone in range(2, 6):
        await city.add(zone, 2)
    assert len((await city.found()).zones) == 2
    assert [zone.id for zone in (await city.found(first=1)).zones] == [hexagon_id(min(ZONES[0], ZONES[1]))]


async def test_a_moved_request_is_counted_where_it_is(city):
    """As any other change of a request."""
    await city.add(0, 1)
    request = new_request(0, city.log.clock.at, latitude=PLACES[0][0], longitude=PLACES[0][1])
    moved = replace(request.evolve(city.log.clock.at), latitude=PLACES[1][0], longitude=PLACES[1][1])
    await city.log.write(EventKind.RECATEGORISED, request, moved)
    await city.log.stamp()

    assert await rows("SELECT hexagon FROM zone_figure WHERE received <> 0") == [{"hexagon": ZONES[1]}]


@pytest.mark.parametrize("first", [0, 3, 6])
async def test_totals_equal_the_sums_of_weeks_whenever_they_are_read(city, first):
    """Requests of each age at which a period begins or ends, and weeks that pass; late ones, and one that is undone."""
    days = [7 * weeks + first for weeks in (0, 1, 3, 4, 7, 8, 12, 13, 25, 26, 51, 52, 103, 104)]
    for n, ago in enumerate(days):
        await city.add(n % 6, 1 + n % 3, days_ago=ago, late=n % 2, category_id=("pothole", "lighting")[n % 2])
    for passed in (0, 7 * 24, 1, 6 * 7 * 24, 60 * 7 * 24, 60 * 7 * 24):
        await city.log.pass_time(passed)
        await city.add(passed % 6, 2)
        now = city.log.clock.at
        for period in ZonePeriod:
            for category in (None, "pothole"):
                weekly = await zone_figures_of_weeks("almaty", category, period, now)
                for order in ZoneOrder:
                    found = await zone_figures("almaty", category, period, now, order=order)
                    assert by_hexagon(found).items() <= by_hexagon(weekly).items()
                most = await zone_figures("almaty", category, period, now)
                assert by_hexagon(most) == by_hexagon(weekly)
        assert await city.log.differences() == []
        assert await rows("SELECT week FROM zone_period_week") == [{"week": week_of(now)}]


@pytest.mark.parametrize("category", [None, "pothole"])
@pytest.mark.parametrize("order", ZoneOrder)
@pytest.mark.parametrize("first", [1, 2, 3])
async def test_ranks_from_totals_are_those_from_weeks(city, order, category, first):
    """The first zones are chosen before they are compared, from sums; some hide behind those of another category."""
    for zone, (potholes, late, lights) in enumerate([(40, 20, 9), (12, 12, 70), (3, 3, 30), (30, 2, 0), (9, 8, 9)]):
        await city.add(zone, potholes, late=late)
        await city.add(zone, lights, late=late, category_id="lighting")
    await city.log.pass_time(0)
    now = city.log.clock.at
    totals = await zone_figures("almaty", category, ZonePeriod.FOUR_WEEKS, now, order=order, first=first)
    weekly = await zone_figures_of_weeks("almaty", category, ZonePeriod.FOUR_WEEKS, now)

    window = Window.of(ZonePeriod.FOUR_WEEKS, now)
    found, expected = [ranked_zones(figures, window, order, first) for figures in (totals, weekly)]

    assert [zone.id for zone in found.zones] == [zone.id for zone in expected.zones] != []
    assert by_hexagon(found) == by_hexagon(expected)
    assert whole(totals) == whole(weekly)
    assert len(totals.zones) <= first < len(weekly.zones)


async def test_sums_that_an_older_leader_has_left_behind_are_made_anew(city):
    """During a deploy it numbers events after a version that knows the sums: it moves the position of the others."""
    await city.add(0, 12)
    await city.log.pass_time(0)
    behind = await rows("SELECT * FROM zone_period")
    await city.add(1, 12)
    await rows("TRUNCATE zone_period")
    for row in behind:
        await rows("INSERT INTO zone_period VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", *row.values())
    await rows("UPDATE projection SET position = position - 1 WHERE name = 'zone_received'")
    assert (await city.found()).requests == 24

    await city.add(2, 12)
    assert (await city.found()).requests == 36
    await city.log.pass_time(0)

    assert await city.log.differences() == []
    assert await rows("SELECT count(*) AS n FROM zone_period") == [{"n": 3}]
    assert (await city.found()).requests == 36


async def test_zones_are_read_again_only_after_a_change_in_their_city(city):
    """What is changed behind the back of the sequencer shows that nothing was read."""
    await city.add(0, 12)
    await city.log.pass_time(0)
    assert (await city.found()).requests == 12
    await city.add(1, 3, city_id="astana")
    await rows("UPDATE zone_period SET weeks4 = weeks4 * 2, received4 = received4 * 2")

    for _ in range(2):
        asked = ("almaty", city.log.clock.at, city.cache)
        assert (await problem_zones(*asked, period=ZonePeriod.FOUR_WEEKS)).requests == 12
        assert (await problem_zones(*asked, period=ZonePeriod.THIRTEEN_WEEKS)).requests == 12

    await city.add(2, 5)
    assert (await city.found()).requests == 29


async def test_kept_zones_follow_the_log_through_all_that_changes_them(city):
    """Steps, deadlines that pass, other categories, weeks that begin, and a rebuild of the read model."""
    await city.add(0, 12, days_ago=6, status=Status.IN_PROGRESS, done_at=None)
    await city.log.pass_time(0)
    first = new_request(500, city.log.clock.at, latitude=PLACES[0][0], longitude=PLACES[0][1])
    lamp = first.evolve(city.log.clock.at, category_id="lighting")
    rejected = lamp.evolve(city.log.clock.at, status=Status.REJECTED)
    answers = []
    for change in (
        lambda: city.add(1, 12),
        lambda: city.log.write(EventKind.SUBMITTED, None, first),
        lambda: city.log.write(EventKind.RECATEGORISED, first, lamp),
        lambda: city.log.write(EventKind.REJECTED, lamp, rejected),
        lambda: city.log.pass_time(24),
        lambda: city.log.pass_time(3 * 7 * 24),
        lambda: rebuild_projections(city.log.urls.database_url, ["zone_figures"], clock=city.log.clock),
    ):
        await change()
        await city.log.stamp()
        for order in ZoneOrder:
            for category in (None, "lighting"):
                found = await city.found(order=order, category_id=category)
        answers.append((await city.found()).requests)
        await city.found(period=ZonePeriod.FIFTY_TWO_WEEKS)
        assert found == await city.found(order=order, category_id=category)

    assert len(set(answers)) > 2


async def test_changes_that_an_older_leader_did_not_note_are_read(city):
    """It moves the position of the sums, and leaves that of the changes behind; then all cities are marked anew."""
    await city.add(0, 12)
    await city.log.pass_time(0)
    assert (await city.found()).requests == 12
    (before,) = await rows(_MARK)
    await city.add(1, 8)
    await rows("UPDATE zone_change SET version = $1 WHERE city_id = 'almaty'", before["version"])
    await rows("UPDATE projection SET position = position - 1 WHERE name = 'zone_changes'")

    assert (await city.found()).requests == 20
    await city.log.pass_time(0)

    assert await rows(_MARK) != [before]
    assert (await city.found()).requests == 20


async def test_a_process_keeps_a_bounded_number_of_answers(city):
    """The one that was asked for longest ago goes first."""
    cache, zones = ZoneCache(), await city.found()
    keys = [("almaty", None, ZonePeriod.FOUR_WEEKS, ZoneOrder.LATE, first) for first in range(MOST_KEPT + 1)]
    for key in keys[:-1]:
        cache.put(key, "1", zones)
    assert cache.get(keys[0]) is not None
    cache.put(keys[-1], "1", zones)

    assert cache.get(keys[0]) is not None
    assert cache.get(keys[1]) is None
    assert cache.get(keys[-1]) == ("1", zones)


async def test_a_category_that_is_added_later_is_counted_apart(city):
    """Its counts stand before those of the others in the numbers of the zones, which had no place for it before."""
    await city.add(0, 12, late=5)
    await city.log.pass_time(0)
    await rows("""
        INSERT INTO category (id, rank, name, icon, sla_hours, nearby_radius_metres)
        SELECT 'added', 99, name, icon, sla_hours, nearby_radius_metres FROM category WHERE id = 'pothole'
    """)
    assert (await city.found(category_id="added")).requests == 0

    await city.add(0, 7, late=4, category_id="added")
    await city.add(1, 7, category_id="added")

    found = await city.found(category_id="added")
    assert (found.requests, found.late, found.zone_count) == (14, 4, 2)
    whole = await city.found()
    assert (whole.requests, whole.late, whole.zone_count) == (26, 9, 2)
    assert (await city.found(category_id="pothole")).requests == 12
    assert await city.log.differences() == []


async def test_a_new_week_is_counted_before_the_totals_have_moved(city):
    """From the weeks themselves; otherwise the zones of Monday would be those of Sunday."""
    await city.add(0, 12, days_ago=0)
    await city.log.pass_time(0)
    city.log.clock.at += timedelta(weeks=4)
    await city.add(1, 12, days_ago=0)

    found = await city.found()

    assert (found.requests, found.zone_count) == (12, 1)


def by_hexagon(counts):
    """Return the figures by hexagon; the expected ones are sums of fractions in any order."""
    return {one.hexagon: figures_of(one) for one in counts.zones}


def figures_of(one):
    """Return the figures of a zone, counted or compared."""
    if isinstance(one, ProblemZone):
        return one.requests.observed, one.late.observed, one.before, pytest.approx(one.late.expected)
    return one.received, one.late, one.before, pytest.approx(one.expected_late)


def whole(counts):
    """Return the figures of the whole city."""
    return counts.received, counts.late, counts.zone_count
