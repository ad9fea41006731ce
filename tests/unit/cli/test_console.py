"""Log lines: text for a person at the command line, JSON for the log of a service; never in standard output."""

import json
import sys

import pytest
import structlog

from app.cli.console import set_up_logging


@pytest.fixture(autouse=True)
def _restored():
    yield
    structlog.reset_defaults()


def logged(capsys: pytest.CaptureFixture[str]) -> str:
    structlog.get_logger().warning("photo_broken", file="a.png")
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def test_a_person_reads_text_also_from_a_file(capsys: pytest.CaptureFixture[str]):
    set_up_logging()

    line = logged(capsys)

    assert "photo_broken" in line
    assert "file=a.png" in line
    assert "\x1b" not in line


def test_a_service_writes_json(capsys: pytest.CaptureFixture[str]):
    set_up_logging(service=True)

    entry = json.loads(logged(capsys))

    assert (entry["event"], entry["file"], entry["level"]) == ("photo_broken", "a.png", "warning")


def test_a_service_in_a_terminal_writes_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    set_up_logging(service=True)

    assert "photo_broken" in logged(capsys)
