"""The made-up table of a made-up autumn in Almaty."""

from collections.abc import Callable
from pathlib import Path

import pytest

MAPPING = """
timezone = "Asia/Almaty"
date_format = "%Y-%m-%d %H:%M"

[columns]
external_id = "id"
opened_at = "opened"
due_at = "due"
closed_at = "closed"
status = "state"
type = "kind"
closure_reason = "why"
address = "street"
area = "quarter"
latitude = "lat"
longitude = "lon"
executor = "crew"
on_time = "promise"

[status]
open = ["open"]
closed = ["closed"]

[on_time]
kept = ["yes"]
missed = ["no"]

[categories]
default = "other"

[categories.patterns]
pothole = ["*hole*"]

[closures]
OTHER = ["repeats *"]

[[placeholder]]
latitude = 43.25
longitude = 76.95

[[placeholder]]
latitude = 0
longitude = 0
"""
HEADER = "id,opened,due,closed,state,kind,why,street,quarter,lat,lon,crew,promise"
USUAL = {
    "opened": "2015-06-01 08:00",
    "due": "2015-06-03 08:00",
    "closed": "2015-06-02 08:00",
    "state": "closed",
    "kind": "Deep hole",
    "why": "filled",
    "street": "Абай 10",
    "quarter": "Бостандық",
    "lat": "43.24",
    "lon": "76.91",
    "crew": "Crew 7",
    "promise": "yes",
}
OPEN = {"closed": "", "state": "open", "why": "", "promise": ""}


@pytest.fixture
def mapping_file(tmp_path: Path) -> Path:
    """The file that explains the table."""
    path = tmp_path / "autumn.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def write_table(tmp_path: Path) -> Callable[..., Path]:
    """Write a table of rows given as changes to the usual one; each has an id of its own unless it says otherwise."""

    def write(*rows: dict[str, str], name: str = "cases.csv") -> Path:
        cells = [{"id": f"A-{n}", **USUAL, **row} for n, row in enumerate(rows, start=1)]
        lines = [HEADER, *(",".join(row[column] for column in HEADER.split(",")) for row in cells)]
        path = tmp_path / name
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        return path

    return write
