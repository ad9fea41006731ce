"""Wall clock times become moments: fast on plain days, by a fixed rule on the days the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.sla.wall_clock import wall_clock_to_utc
from app.importing.local_time import LocalTimeReader

BOSTON = ZoneInfo("America/New_York")
SPRING_JUMP = datetime(2015, 3, 8, 7, 0, tzinfo=UTC)
PORTAL = "%m/%d/%Y %I:%M:%S %p"
WALL_CLOCK = st.datetimes(min_value=datetime(2014, 1, 1), max_value=datetime(2016, 12, 31))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("01/02/2015 12:00:00 AM", datetime(2015, 1, 2, 5, 0, tzinfo=UTC)),
        ("01/02/2015 12:00:00 PM", datetime(2015, 1, 2, 17, 0, tzinfo=UTC)),
        ("07/02/2015 09:05:07 pm", datetime(2015, 7, 3, 1, 5, 7, tzinfo=UTC)),
        ("7/2/2015 9:05:07 AM", datetime(2015, 7, 2, 13, 5, 7, tzinfo=UTC)),
    ],
)
def test_twelve_hour_clock_is_read(text, moment):
    """Twelve AM is midnight, twelve PM is noon, and summer has its own offset."""
    assert LocalTimeReader(PORTAL, "America/New_York").read(text) == moment


@pytest.mark.parametrize(
    ("date_format", "text", "moment"),
    [
        ("%Y-%m-%dT%H:%M:%S.%f", "2024-05-01T10:00:00.25", datetime(2024, 5, 1, 5, 0, 0, 250000, tzinfo=UTC)),
        ("%d.%m.%Y %H:%M", "01.05.2024 10:00", datetime(2024, 5, 1, 5, 0, tzinfo=UTC)),
        ("%Y%m%d", "20240501", datetime(2024, 4, 30, 19, 0, tzinfo=UTC)),
        ("%d-%b-%y %H:%M", "01-May-24 10:00", datetime(2024, 5, 1, 5, 0, tzinfo=UTC)),
        ("%B %d, %Y", "february 29, 2024", datetime(2024, 2, 28, 18, 0, tzinfo=UTC)),
        ("%y%m%d", "690102", datetime(1969, 1, 1, 18, 0, tzinfo=UTC)),
        ("%y%m%d", "680102", datetime(2068, 1, 1, 19, 0, tzinfo=UTC)),
        ("%Y-%m-%dT%H:%M:%S%z", "2024-05-01T10:00:00Z", datetime(2024, 5, 1, 10, 0, tzinfo=UTC)),
        ("%Y-%m-%d %H:%M %z", "2024-05-01 10:00 +05:30", datetime(2024, 5, 1, 4, 30, tzinfo=UTC)),
        ("%Y-%m-%d %H:%M %z", "2024-05-01 10:00 -0400", datetime(2024, 5, 1, 14, 0, tzinfo=UTC)),
        ("epoch", "1714557600", datetime(2024, 5, 1, 10, 0, tzinfo=UTC)),
        ("epoch", "-86400.5", datetime(1969, 12, 30, 23, 59, 59, 500000, tzinfo=UTC)),
        ("epoch_ms", "1714557600250", datetime(2024, 5, 1, 10, 0, 0, 250000, tzinfo=UTC)),
    ],
)
def test_other_formats_are_read(date_format, text, moment):
    """Any order of fields, with or without a time of day; a date alone is midnight."""
    assert LocalTimeReader(date_format, "Asia/Almaty").read(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "01/02/2015",
        "13/02/2015 01:00:00 AM",
        "02/30/2015 01:00:00 AM",
        "01/02/2015 13:00:00 PM",
        "01/02/2015 00:00:00 AM",
        "01/02/2015 01:60:00 AM",
        "01/02/2015 01:00:60 AM",
        "01/02/0015 01:00:00 AM",
        "01/02/2015 01:00:00 AM ",
        "٠١/02/2015 01:00:00 AM",
    ],
)
def test_what_is_no_time_is_refused(text):
    """A text of another format, a date that does not exist or a year of long ago is refused."""
    with pytest.raises(ValueError, match=r"is not|is no|must be|day"):
        LocalTimeReader(PORTAL, "America/New_York").read(text)


@pytest.mark.parametrize(
    ("date_format", "text"),
    [
        ("%d %b %Y", "01 Mai 2024"),
        ("%d %B %Y", "01 Sep 2024"),
        ("%Y-%m-%d %z", "2024-05-01 +15:00"),
        ("%Y-%m-%d %z", "2024-05-01 Almaty"),
        ("epoch", "2024-05-01"),
        ("epoch", "999999999999"),
        ("epoch_ms", "1e12"),
    ],
)
def test_what_is_no_time_of_another_format_is_refused(date_format, text):
    """Months have English names, offsets at most fourteen hours, numbers no exponent."""
    with pytest.raises(ValueError, match=r"is not|is no|are not"):
        LocalTimeReader(date_format, "Asia/Almaty").read(text)


@pytest.mark.parametrize(
    ("date_format", "zone"),
    [
        ("%Y-%m-%dT%H:%M:%SZ", "Z"),
        ("%Y-%m-%d %H:%M UTC", "UTC"),
        ("%Y-%m-%d %H:%M+05:00", "+05:00"),
        ("%Y-%m-%dT%H:%M:%S%z", None),
        ("%Y-%m-%dT%H:%M:%S", None),
        ("%d/%m/%Y %I:%M %p", None),
        ("epoch", None),
    ],
)
def test_a_zone_written_as_text_is_noticed(date_format, zone):
    """It looks as if it were read, but times count by the clock of the mapping's own zone."""
    assert LocalTimeReader(date_format, "Asia/Almaty").literal_zone == zone


@pytest.mark.parametrize(
    "date_format",
    [
        "",
        "%Y %y %m %d",
        "%Y-%m %b %d",
        "%s",
        "%Y-%m",
        "%Y-%m-%d %j",
        "%Y-%m-%d %I:%M",
        "%Y-%m-%d %H %I %p",
        "%Y%Y%m%d",
        "%",
    ],
)
def test_what_is_no_format_is_refused(date_format):
    """A format names the whole date, each part once, and no half of a twelve-hour clock."""
    with pytest.raises(ValueError, match="expected"):
        LocalTimeReader(date_format, "America/New_York")


def test_a_skipped_time_is_the_moment_of_the_jump():
    """In the night of the jump the clock goes from 02:00 to 03:00; whatever lies between is the jump."""
    for minute in (0, 1, 30, 59):
        assert wall_clock_to_utc(datetime(2015, 3, 8, 2, minute, 17, 5), BOSTON) == SPRING_JUMP

    assert wall_clock_to_utc(datetime(2015, 3, 8, 1, 59, 59), BOSTON) == SPRING_JUMP - timedelta(seconds=1)
    assert wall_clock_to_utc(datetime(2015, 3, 8, 3, 0), BOSTON) == SPRING_JUMP


def test_a_time_shown_twice_is_its_first_showing():
    """In the night of 1 November 2015 it is half past one twice in Boston; the summer one counts."""
    assert wall_clock_to_utc(datetime(2015, 11, 1, 1, 30), BOSTON) == datetime(2015, 11, 1, 5, 30, tzinfo=UTC)


@given(one=WALL_CLOCK, gap=st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=3)))
@example(one=datetime(2015, 3, 8, 1, 59), gap=timedelta(minutes=30))
@example(one=datetime(2015, 3, 8, 2, 59), gap=timedelta(minutes=1))
@example(one=datetime(2015, 11, 1, 1, 59), gap=timedelta(minutes=1))
def test_later_on_the_wall_is_never_earlier_in_truth(one, gap):
    """The order of two times in a table survives, whatever the clocks did between them."""
    assert wall_clock_to_utc(one, BOSTON) <= wall_clock_to_utc(one + gap, BOSTON)


@given(moment=WALL_CLOCK.map(lambda moment: moment.replace(microsecond=0)))
@example(moment=datetime(2015, 3, 8, 2, 30))
@example(moment=datetime(2015, 11, 1, 1, 30))
def test_the_fast_way_and_the_careful_way_agree(moment):
    """Looking the offset up once a day changes no answer."""
    reader = LocalTimeReader(PORTAL, "America/New_York")

    assert reader.read(moment.strftime(PORTAL)) == wall_clock_to_utc(moment, BOSTON)


def test_a_zone_that_changed_its_mind_is_followed():
    """Almaty moved from UTC+6 to UTC+5 at midnight of 1 March 2024, so the last hour of February came twice."""
    reader = LocalTimeReader("%Y-%m-%d %H:%M", "Asia/Almaty")

    assert reader.read("2024-02-29 23:30") == datetime(2024, 2, 29, 17, 30, tzinfo=UTC)
    assert reader.read("2024-03-01 00:30") == datetime(2024, 2, 29, 19, 30, tzinfo=UTC)
