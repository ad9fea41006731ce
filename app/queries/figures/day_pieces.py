"""Rows of the days, months and years whose sum is a span, some of which are taken off the others."""

from collections.abc import Iterable, Sequence
from datetime import date

from app.domain.figures.city_days import Grain, Piece
from app.events.projections.day_facts import MONTH, YEAR

Shape = tuple[tuple[bool, Grain], ...]
"""Which pieces there are: whether they are taken off, and how long they are."""
_SUFFIX = {Grain.DAY: "", Grain.MONTH: MONTH, Grain.YEAR: YEAR}


def first_days(pieces: Iterable[Piece]) -> dict[tuple[bool, Grain], list[date]]:
    """Return the first days of the pieces; the keys are the shape of a statement, whose values are the lists."""
    found: dict[tuple[bool, Grain], list[date]] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.is_taken, piece.grain)):
        found.setdefault((piece.is_taken, piece.grain), []).append(piece.first)
    return found


def rows_of_pieces(kinds: Sequence[str], columns: str, where: str, shape: Shape, place: int = 2) -> str:
    """Return a query for rows of ``day_figure`` with a column ``sign``; ``place`` is that of the first list of days.

    It has a condition for each list that there is, because PostgreSQL plans all of them.
    """
    return " UNION ALL ".join(
        f"SELECT {-1 if taken else 1} AS sign, {columns} FROM day_figure"  # noqa: S608 - constants
        f" WHERE {where} AND ({_any(kinds, shape, place, taken=taken)})"
        for taken in sorted({taken for taken, _ in shape})
    )


def _any(kinds: Sequence[str], shape: Shape, place: int, *, taken: bool) -> str:
    return " OR ".join(
        f"kind IN ({', '.join(repr(kind + _SUFFIX[grain]) for kind in kinds)}) AND day = ANY(${number})"
        for number, (is_taken, grain) in enumerate(shape, start=place)
        if is_taken is taken
    )
