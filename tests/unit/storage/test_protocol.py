"""Spans, and the address of a photo."""

import pytest

from app.storage.protocol import Span


@pytest.mark.parametrize(
    ("span", "size", "expected"),
    [
        (Span(0), 10, (0, 10)),
        (Span(0, 0), 10, (0, 1)),
        (Span(9, 100), 10, (9, 10)),
        (Span(10), 10, None),
        (Span(-3), 10, (7, 10)),
        (Span(-30), 10, (0, 10)),
        (Span(0), 0, None),
        (Span(-3), 0, None),
    ],
)
def test_a_span_within_so_many_bytes(span, size, expected):
    """First byte and the one after the last; None where there is none."""
    assert span.within(size) == expected
