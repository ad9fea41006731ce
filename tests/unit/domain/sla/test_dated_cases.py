"""Dated cases that a reader can check with a calendar; `docs/deadlines.md` shows the same table."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.data.work_calendar import work_calendar_of
from app.domain.sla import Counted, DeadlineState, SlaPolicy, Window, WorkCalendar, YearDays, promise, resumed
from app.domain.sla.wall_clock import wall_clock_to_utc

PAGE = Path(__file__).parents[4] / "docs" / "deadlines.md"
ALMATY = WorkCalendar.of(work_calendar_of("Asia/Almaty"))
NEW_YORK = WorkCalendar(
    timezone="America/New_York",
    windows=((Window(9 * 60, 17 * 60),),) * 7,
    weekend=frozenset({5, 6}),
    years={year: YearDays() for year in range(2020, 2031)},
)
WORKING, CLOCK = Counted.WORKING_HOURS, Counted.ROUND_THE_CLOCK


@dataclass(frozen=True)
class Dated:
    """A promise, maybe a pause, and the deadline after it; times on the wall of the city."""

    why: str
    accepted: str
    hours: float
    due: str
    pause: tuple[str, str] | None = None
    counted: Counted = WORKING
    calendar: WorkCalendar = ALMATY


CASES = [
    # 10-13 are 3 hours, lunch, 14-17 the other 3.
    Dated("lunch does not count", "2026-11-17 10:00", 6, "2026-11-17 17:00"),
    # The hour begins at 14:00.
    Dated("accepted during lunch", "2026-11-17 13:20", 1, "2026-11-17 15:00"),
    # 8 hours are one day, and the day ends at 18:00.
    Dated("a whole day ends with the day, not with the next morning", "2026-11-20 09:00", 8, "2026-11-20 18:00"),
    # Half an hour on Friday, half an hour on Monday.
    Dated("Friday evening", "2026-11-20 17:30", 1, "2026-11-23 09:30"),
    # The hours begin on Monday at 09:00.
    Dated("accepted on a Saturday", "2026-11-21 12:00", 2, "2026-11-23 11:00"),
    # 1 h on Thursday; 21 Fri, 22 Sat, 23 Sun Nauryz; Mon 24 and Tue 25 make up for the 22nd and 23rd; 1 h on Wednesday.
    Dated("Nauryz 21-23 March, two of its days on a weekend", "2025-03-20 17:00", 2, "2025-03-26 10:00"),
    # 21 Thu, 22 Fri, 23 Sat Nauryz; Mon 25 makes up for Saturday; 1 h on Tuesday.
    Dated("Nauryz, one of its days on a Saturday", "2024-03-20 18:00", 1, "2024-03-26 10:00"),
    # 3 h on Wednesday, Thursday is the holiday, 1 h on Friday.
    Dated("1 May", "2025-04-30 15:00", 4, "2025-05-02 10:00"),
    # 2 h on Tue 6, nothing on Wed 7, 8 h on Thu 8, nothing on Fri 9, the weekend, 2 h on Mon 12.
    Dated("7 and 9 May with a working day between", "2025-05-06 16:00", 12, "2025-05-12 11:00"),
    # 4 h on Fri 3, 8 h on Sat 4 (worked for Wed 8), 2 h on Mon 6.
    Dated("a moved day: Saturday 4 May 2024 is worked", "2024-05-03 14:00", 14, "2024-05-06 11:00"),
    # 4 h on Mon 6; Tue 7 holiday, Wed 8 moved, Thu 9 holiday; 2 h on Fri 10.
    Dated("a moved day: Wednesday 8 May 2024 is free", "2024-05-06 14:00", 6, "2024-05-10 11:00"),
    # 1 h on Friday; 6 July is a Saturday, Mon 8 makes up for it; 1 h on Tuesday.
    Dated("6 July on a Saturday", "2024-07-05 17:00", 2, "2024-07-09 10:00"),
    # 2 h on Thursday, Friday 30 is the holiday, the weekend, 2 h on Mon 2 September.
    Dated("30 August, until 2025", "2024-08-29 16:00", 4, "2024-09-02 11:00"),
    # Constitution Day has left 30 August, a Sunday: Mon 31 does not make up for anything.
    Dated("30 August is no holiday since 2026", "2026-08-28 17:00", 2, "2026-08-31 10:00"),
    # 25 October is a Saturday, Mon 27 makes up for it.
    Dated("25 October on a Saturday", "2025-10-24 17:00", 2, "2025-10-28 10:00"),
    # Tuesday is the holiday.
    Dated("16 December", "2025-12-15 17:00", 2, "2025-12-17 10:00"),
    # Friday 6 June was the first day of Kurban Ait.
    Dated("Kurban Ait on a Friday", "2025-06-05 17:00", 2, "2025-06-09 10:00"),
    # 16 June was a Sunday, and no day makes up for Kurban Ait.
    Dated("Kurban Ait on a Sunday moves nothing", "2024-06-14 17:00", 2, "2024-06-17 10:00"),
    # 7 January was a Sunday; nor for Christmas.
    Dated("Christmas on a Sunday moves nothing", "2024-01-05 17:00", 2, "2024-01-08 10:00"),
    # 1 h on Tue 31; 1 and 2 January; Fri 3 free for Sun 5, which is worked: 8 h; 1 h on Mon 6.
    Dated("New Year with a worked Sunday", "2024-12-31 17:00", 10, "2025-01-06 10:00"),
    # 1 h on Wed 28, 8 h on Thu 29 February, 1 h on Fri 1 March.
    Dated("leap day", "2024-02-28 17:00", 10, "2024-03-01 10:00"),
    # The clocks went back at midnight: 17:00 was UTC+6, 16:00 on the next day is UTC+5, and 24 hours lie between.
    Dated("the zone change of 1 March 2024", "2024-02-29 17:00", 24, "2024-03-01 16:00", counted=CLOCK),
    # Working hours are those on the wall, before and after.
    Dated("the zone change, in working hours", "2024-02-29 17:00", 2, "2024-03-01 10:00"),
    # On Sunday 8 March 2026 the clocks of New York skip an hour at 02:00.
    Dated("New York, spring", "2026-03-07 12:00", 24, "2026-03-08 13:00", counted=CLOCK, calendar=NEW_YORK),
    # On Sunday 1 November 2026 they show one twice.
    Dated("New York, autumn", "2026-10-31 12:00", 24, "2026-11-01 11:00", counted=CLOCK, calendar=NEW_YORK),
    # 1 h on Friday, 1 h on Monday, by the new clock. This calendar has no lunch.
    Dated("New York, spring, in working hours", "2026-03-06 16:00", 2, "2026-03-09 10:00", calendar=NEW_YORK),
    # Due on Wed at 12:00; the pause holds 1 h of Monday and 1 h of Tuesday; 12-13 and 14-15 are two hours.
    Dated(
        "a pause over midnight",
        "2026-11-16 09:00",
        19,
        "2026-11-18 15:00",
        pause=("2026-11-16 17:00", "2026-11-17 10:00"),
    ),
    # Due on Mon at 13:00, and nothing is worked from Friday 18:00 to Monday 09:00.
    Dated(
        "a pause over a weekend changes nothing",
        "2026-11-20 14:00",
        8,
        "2026-11-23 13:00",
        pause=("2026-11-20 18:00", "2026-11-23 09:00"),
    ),
    # Due at 16:00 with or without it.
    Dated(
        "a pause during lunch changes nothing",
        "2026-11-17 09:00",
        6,
        "2026-11-17 16:00",
        pause=("2026-11-17 13:00", "2026-11-17 14:00"),
    ),
    # Due on Wed 17 at 12:00; the pause holds 2 h of Monday, nothing of the holiday, 1 h of Wednesday.
    Dated(
        "a pause over 16 December",
        "2025-12-15 09:00",
        11,
        "2025-12-17 16:00",
        pause=("2025-12-15 16:00", "2025-12-17 10:00"),
    ),
    # Due at 11:00, held an hour too late; 6 h of pause; resumed on Wed at 10:00, again an hour too late.
    Dated(
        "a pause of what is overdue leaves it as overdue as it was",
        "2026-11-17 09:00",
        2,
        "2026-11-17 18:00",
        pause=("2026-11-17 12:00", "2026-11-18 10:00"),
    ),
    # Due on Sunday at 10:00; from Friday 18:00 to Monday 09:00 pass 63 hours.
    Dated(
        "round the clock a pause moves the deadline by its length",
        "2026-11-20 10:00",
        48,
        "2026-11-25 01:00",
        pause=("2026-11-20 18:00", "2026-11-23 09:00"),
        counted=CLOCK,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_dated_case(case):
    """The deadline, on the wall of the city."""
    policy = SlaPolicy(
        id="p", category_id="c", hours=case.hours, counted=case.counted, valid_from=datetime(2000, 1, 1, tzinfo=UTC)
    )
    state = DeadlineState.of(promise(policy, case.calendar, utc(case, case.accepted)))

    if case.pause:
        held_at, resumed_at = (utc(case, text) for text in case.pause)
        state = resumed(state, held_at=held_at, resumed_at=resumed_at, policy=policy, calendar=case.calendar)

    assert case.due == state.due_at.astimezone(ZoneInfo(case.calendar.timezone)).strftime("%Y-%m-%d %H:%M")


def test_the_zone_change_is_exact_in_utc():
    """From 17:00 at UTC+6 to 10:00 at UTC+5 pass 18 hours, of which 2 are worked."""
    start, end = datetime(2024, 2, 29, 11, tzinfo=UTC), datetime(2024, 3, 1, 5, tzinfo=UTC)

    assert utc(CASES[0], "2024-02-29 17:00") == start
    assert utc(CASES[0], "2024-03-01 10:00") == end
    assert ALMATY.between(start, end).total_seconds() / 3600 == 2


def test_the_page_shows_every_case():
    """docs/deadlines.md has each row as it is tested, with the weekdays."""
    page = " ".join(PAGE.read_text(encoding="utf-8").split())

    missing = [row_of(case) for case in CASES if row_of(case) not in page]

    assert not missing, "\n".join(missing)


def row_of(case: Dated) -> str:
    hours = f"{case.hours:g} {'h' if case.counted is CLOCK else 'working h'}"
    pause = f", paused {' to '.join(shown(text) for text in case.pause)}" if case.pause else ""
    return f"* {case.why}: accepted {shown(case.accepted)}, promised {hours}{pause}, due {shown(case.due)}"


def shown(text: str) -> str:
    at = datetime.strptime(text, "%Y-%m-%d %H:%M")
    return f"{['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][at.weekday()]} {text}"


def utc(case: Dated, text: str) -> datetime:
    return wall_clock_to_utc(datetime.strptime(text, "%Y-%m-%d %H:%M"), ZoneInfo(case.calendar.timezone))
