"""Old time zones are noticed: deadlines would be an hour off, and Python and PostgreSQL would count other days."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from app.models.cities import zone_data
from app.models.cities.zone_data import outdated_zone_data


def missing(name):
    raise ZoneInfoNotFoundError(name)


@pytest.mark.usefixtures("test_app")
async def test_zone_data_of_today_is_not_outdated():
    assert await outdated_zone_data() == []


@pytest.mark.usefixtures("test_app")
@pytest.mark.parametrize("zones", [lambda name: ZoneInfo("Etc/GMT-6"), missing])
async def test_a_system_with_old_zones_or_without_any_is_noticed(monkeypatch, zones):
    """Python reads those of the system, PostgreSQL may have its own."""
    monkeypatch.setattr(zone_data, "ZoneInfo", zones)

    assert await outdated_zone_data() == ["Python"]


@pytest.mark.usefixtures("test_app")
async def test_a_database_server_with_old_zones_is_noticed(monkeypatch):
    monkeypatch.setattr(zone_data, "_LOCAL", "SELECT $1::timestamptz AT TIME ZONE $2 + interval '1 hour' AS local")

    assert await outdated_zone_data() == ["PostgreSQL"]
