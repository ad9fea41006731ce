"""The squares of the map count every status that a request can have."""

from collections import Counter
from uuid import UUID

import pytest

from app.domain.requests.lifecycle import OPEN, Status
from app.events.projections.map_cells import SLOTS, WIDTH, halves_of


def test_every_status_has_a_column_of_its_own():
    """Among the open ones, or among the others; a status without one would stop the sequencer."""
    assert set(SLOTS) == set(Status)
    assert max(Counter((status in OPEN, slot) for status, slot in SLOTS.items()).values()) == 1
    assert set(SLOTS.values()) <= set(range(WIDTH))


@pytest.mark.parametrize("number", [0, 1, 1 << 63, 1 << 127, (1 << 128) - 1])
def test_an_id_comes_back_from_its_halves(number):
    """Also where a half is negative in the column."""
    request_id = UUID(int=number)

    assert UUID(bytes=b"".join(half.to_bytes(8, "big", signed=True) for half in halves_of(request_id))) == request_id
