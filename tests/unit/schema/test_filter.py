"""Filters that no request can pass are refused, and the error names the field."""

import pytest

from app.domain.places.geo import Box
from app.errors import InvalidInput
from schema.types.filter import ServiceRequestFilter, filter_of
from schema.types.places import BoundingBoxInput

NOT_A_NUMBER = float("nan")


def in_box(west, south, east, north):
    return filter_of(ServiceRequestFilter(bbox=BoundingBoxInput(west=west, south=south, east=east, north=north)), None)


def test_a_box_may_have_one_place():
    assert in_box(76.9, 43.2, 76.9, 43.2).box == Box(76.9, 43.2, 76.9, 43.2)


@pytest.mark.parametrize(
    "edges", [(77, 43, 76, 44), (76, 44, 77, 43), (NOT_A_NUMBER, 43, 77, 44), (76, 43, 77, NOT_A_NUMBER)]
)
def test_a_box_without_any_place_is_refused(edges):
    with pytest.raises(InvalidInput, match=r"filter.bbox: expected west <= east and south <= north"):
        in_box(*edges)
