"""How far the projections have come, and whether they equal the tables that they are counted from."""

from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass

from app.clock import Clock
from app.events.log import logged_event
from app.events.projections import PROJECTIONS
from app.events.projections.compared_projection import ComparedProjection
from app.events.projections.comparison import MOST_LINES, PartProof
from app.events.projections.read_model import ReadModel
from app.events.projections.request_state import pending_batch
from app.events.rebuild import named_projections
from app.models.database import rows, steady_read

# Numbered as they would be stamped, because an event without a position has no place in a batch.
_WAITING = """
    SELECT e.*, row_number() OVER (ORDER BY id) AS number FROM event e WHERE position IS NULL ORDER BY id
"""
_STATES = """
    SELECT name, p.position, rebuilt, head
    FROM log_state LEFT JOIN projection p ON true WHERE log_state.id = 1
"""


@dataclass(frozen=True, slots=True)
class ProjectionState:
    """One projection: ``position`` is None where it was never built, ``rebuilt`` where no rebuild has begun."""

    name: str
    is_read_model: bool
    position: int | None
    rebuilt: int | None
    head: int

    @property
    def is_current(self) -> bool:
        """Whether queries may read it."""
        return self.position == self.head


@dataclass(frozen=True, slots=True)
class ProjectionProof:
    """What a comparison has found; ``differences`` is None where the projection is not up to date.

    At most ``MOST_LINES`` are described; ``number`` counts the others too.
    """

    name: str
    differences: list[str] | None
    number: int = 0


def current(name: str) -> str:
    """Return a condition over ``log_state``: whether this read model is up to date, so that it may be read."""
    return f"EXISTS (SELECT FROM projection WHERE name = '{name}' AND position = log_state.head)"


async def projection_states() -> list[ProjectionState]:
    """Return every projection of the registry, in its order."""
    found = {row["name"]: row for row in await rows(_STATES)}
    head = next(iter(found.values()))["head"] if found else 0
    return [
        ProjectionState(
            name=item.name,
            is_read_model=isinstance(item, ReadModel),
            position=found[item.name]["position"] if item.name in found else None,
            rebuilt=found[item.name]["rebuilt"] if item.name in found else None,
            head=head,
        )
        for item in PROJECTIONS
    ]


def is_compared(name: str) -> bool:
    """Return whether ``verify_projections`` compares this projection."""
    return isinstance(named_projections([name])[0], ComparedProjection)


async def verify_projections(
    names: Collection[str], clock: Clock, progress: Callable[[str, PartProof], None] | None = None
) -> AsyncIterator[ProjectionProof]:
    """Compare projections with what the tables give at the present, each on a snapshot of its own.

    The city goes on meanwhile: events that the snapshot holds without a position are added to the projection first.
    ``progress`` is called after each part of each of them.

    Raises:
        InvalidInput: there is no such projection.
    """
    for projection in named_projections(names):
        if isinstance(projection, ComparedProjection):
            yield await _verified(projection, clock, progress)


async def _verified(
    model: ComparedProjection, clock: Clock, progress: Callable[[str, PartProof], None] | None
) -> ProjectionProof:
    async with steady_read():
        states = {state.name: state for state in await projection_states()}
        # Once there is a snapshot: a deadline that passed before it may be counted already.
        now = clock.now()
        if not states[model.name].is_current or not await model.is_complete(rows):
            return ProjectionProof(model.name, None)
        waiting = [logged_event({**found, "position": found["number"]}).event for found in await rows(_WAITING)]
        pending = await pending_batch(rows, waiting, now)
        number, lines = 0, list[str]()
        async for part in model.differences(rows, now, pending):
            number += part.number
            lines += part.lines[: MOST_LINES - len(lines)]
            if progress is not None:
                progress(model.name, part)
        return ProjectionProof(model.name, lines, number)
