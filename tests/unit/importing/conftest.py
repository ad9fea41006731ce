"""A small made-up city of Qorqyt and its table, for all tests of importing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.importing.mapping import Mapping, load_mapping

MAPPING = """
timezone = "America/New_York"
date_format = "%Y-%m-%d %H:%M"

[columns]
external_id = "id"
opened_at = "opened"
due_at = "due"
closed_at = "closed"
status = "state"
type = "kind"
title = "title"
description = "words"
closure_reason = "why"
address = "street"
latitude = "lat"
longitude = "lon"
executor = "crew"
on_time = "promise"

[status]
open = ["open"]
closed = ["closed", "cancelled"]

[on_time]
kept = ["yes"]
missed = ["no"]

[categories]
default = "other"

[categories.patterns]
pothole = ["*hole*"]
lighting = ["lamp", "dark street"]

[[placeholder]]
latitude = 10.5
longitude = 20.5
"""

HEADER = "id,opened,due,closed,state,kind,title,words,why,street,lat,lon,crew,promise"
GOOD = "A-1,2015-06-01 08:00,2015-06-03 08:00,2015-06-02 08:00,Closed,Deep hole,T,W,Y,Main 1,10.1,20.1,Crew 7,yes"


@pytest.fixture
def write_mapping(tmp_path: Path) -> Callable[[str], Path]:
    """Write a mapping file and return its path."""

    def write(text: str) -> Path:
        path = tmp_path / "qorqyt.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def mapping(write_mapping: Callable[[str], Path]) -> Mapping:
    """The mapping of the made-up table."""
    return load_mapping(write_mapping(MAPPING))


@pytest.fixture
def write_table(tmp_path: Path) -> Callable[..., Path]:
    """Write a table of the header and some rows and return its path."""

    def write(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
        path = tmp_path / "cases.csv"
        path.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
        return path

    return write


@pytest.fixture
def good_row() -> Callable[..., str]:
    """Return the good row, with some cells of it replaced: `good_row(lat="north")`."""

    def row(**cells: str) -> str:
        values = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | cells
        return ",".join(values.values())

    return row


@pytest.fixture
def mapping_text() -> str:
    """The text of the mapping of the made-up table."""
    return MAPPING
