"""The zones of cities are known to the sequencer whatever one of them is."""

from zoneinfo import ZoneInfo

import pytest

from app.events.projections.city_zones import CityZones


async def test_a_zone_that_the_system_lacks_is_missing_alone():
    async def fetch(_):
        return [{"id": "almaty", "timezone": "Asia/Almaty"}, {"id": "atlantis", "timezone": "Sea/Atlantis"}]

    zones = CityZones()
    await zones.know(fetch, ["almaty"])

    assert zones["almaty"] == ZoneInfo("Asia/Almaty")
    with pytest.raises(KeyError):
        zones["atlantis"]


async def test_zones_are_read_for_a_city_that_is_new():
    reads = []

    async def fetch(_):
        reads.append(1)
        return [{"id": f"city{number}", "timezone": "Asia/Almaty"} for number in range(len(reads))]

    zones = CityZones()
    for city in ("city0", "city0", "city1"):
        await zones.know(fetch, [city])

    assert len(reads) == 2
