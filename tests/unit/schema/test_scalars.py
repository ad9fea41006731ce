"""Times are written in UTC with milliseconds, whatever their zone."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from graphql import GraphQLScalarType
from hypothesis import example, given
from hypothesis import strategies as st

from schema import schema

ZONES = [UTC, ZoneInfo("Asia/Almaty"), timezone(timedelta(hours=-3, minutes=-30))]


def written(moment: datetime) -> Any:
    """Return the text of a time in answers."""
    kind = schema.core.type_map["DateTime"]
    assert isinstance(kind, GraphQLScalarType)
    return kind.coerce_output_value(moment)


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.sampled_from(ZONES)))
@example(datetime(2026, 1, 2, tzinfo=UTC))
@example(datetime(2026, 1, 2, 3, 4, 5, 999, tzinfo=UTC))
@example(datetime(999, 1, 2, 3, 4, 5, 999_999, tzinfo=UTC))
def test_time_is_written_as_isoformat_writes_it(moment):
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")

    assert written(moment) == text.replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("microsecond", "text"), [(0, "000"), (1, "000"), (999, "000"), (1_000, "001"), (120_000, "120"), (999_999, "999")]
)
def test_parts_of_milliseconds_are_cut_off(microsecond, text):
    assert written(datetime(2026, 6, 20, 7, 0, 1, microsecond, tzinfo=UTC)) == f"2026-06-20T07:00:01.{text}Z"
