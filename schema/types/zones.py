"""Problem zones."""

from datetime import datetime

import strawberry

from app.domain.figures.zones import Standing as DomainStanding
from app.domain.figures.zones import Window
from app.queries.map import problem_zones as read
from schema.context import Info
from schema.cost import Cost
from schema.types.places import GeoPoint


@strawberry.type(description="What was counted in a zone, compared with what the figures of its city let expect there.")
class Standing:
    observed: int
    expected: float
    ratio: float = strawberry.field(description="How many times as many as expected.")
    at_least: float = strawberry.field(
        description="The lower limit of the ratio (95 %, one-sided). Zones are ranked by it: a large ratio of a few"
        " requests may be chance, and its limit is low."
    )

    @staticmethod
    def of(standing: DomainStanding) -> "Standing":
        """Return the standing of the domain's value."""
        return Standing(
            observed=standing.observed,
            expected=standing.expected,
            ratio=standing.ratio,
            at_least=standing.at_least,
        )


@strawberry.type(description="A part of a city, a hexagon about 900 metres across, whose figures stand out.")
class ProblemZone:
    zone: strawberry.Private[read.ProblemZone]
    city_id: strawberry.Private[str]
    id: strawberry.ID = strawberry.field(description="Its name in H3; `ServiceRequestFilter.zone` takes it.")
    center: GeoPoint
    requests: Standing = strawberry.field(
        description="The requests of the period, against the average of the zones of the city that have any."
    )
    late: Standing = strawberry.field(
        description="Those of them that are overdue or were done late, against what the city misses in the same mix of"
        " categories."
    )
    before: int = strawberry.field(description="The requests of the period before.")
    trend: float | None = strawberry.field(
        description="How many times as many requests a day as in the period before; null where that had few."
    )

    @strawberry.field(description="Its corners, against the clock.")
    def boundary(self) -> list[GeoPoint]:
        return [GeoPoint(latitude=latitude, longitude=longitude) for latitude, longitude in self.zone.corners]

    @strawberry.field(
        directives=[Cost(points=20)],
        description="The streets that most of its requests name, at most two; empty where none is named often enough.",
    )
    async def names(self, info: Info) -> list[str]:
        city = (await info.context.catalog.cities())[self.city_id]
        kept = info.context.command_context.zone_names
        return await kept.names_of(city, self.zone.hexagon, info.context.now)

    @staticmethod
    def of(zone: read.ProblemZone, city_id: str, window: Window) -> "ProblemZone":
        """Return the zone of ``app.queries``."""
        latitude, longitude = zone.centre
        return ProblemZone(
            zone=zone,
            city_id=city_id,
            id=strawberry.ID(zone.id),
            center=GeoPoint(latitude=latitude, longitude=longitude),
            requests=Standing.of(zone.requests),
            late=Standing.of(zone.late),
            before=zone.before,
            trend=zone.trend(window),
        )


@strawberry.type(description="The zones of a city that stand out, the clearest first.")
class ProblemZones:
    zones: list[ProblemZone] = strawberry.field(directives=[Cost(items=20)])
    from_: datetime = strawberry.field(name="from", description="When the period begins: a Monday at midnight UTC.")
    requests: int = strawberry.field(
        description="All requests of the city in the period; those closed without work are counted nowhere here."
    )
    late: int
    zone_count: int = strawberry.field(description="The zones that have any requests.")

    @staticmethod
    def of(found: read.ProblemZones, city_id: str) -> "ProblemZones":
        """Return the zones of ``app.queries``."""
        return ProblemZones(
            zones=[ProblemZone.of(zone, city_id, found.window) for zone in found.zones],
            from_=found.start,
            requests=found.requests,
            late=found.late,
            zone_count=found.zone_count,
        )
