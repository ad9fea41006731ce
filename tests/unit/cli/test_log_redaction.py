"""No line of the log opens an account."""

import io
import json

import pytest
import structlog

from app.auth.tokens import new_token
from app.cli.console import set_up_logging
from app.cli.log_redaction import redact

TOKEN = "qP0x3FzT1mVb8yKc5LdRw7GhJn2sAe4uX6iOtCvBkMQ"


@pytest.mark.parametrize(
    ("line", "redacted"),
    [
        (f"https://qala.kz/#/verify?token={TOKEN}", "https://qala.kz/#/verify?token=***"),
        (f"/verdict/confirm/{TOKEN}{TOKEN}{TOKEN}", "/verdict/confirm/***"),
        (f"Authorization: Bearer {TOKEN}", "Authorization: Bearer ***"),
        (f"qala_session={TOKEN}; path=/", "qala_session=***; path=/"),
        ("postgres://qala:hunter2@db/qala", "postgres://qala:***@db/qala"),
        ("redis://:hunter2@cache:6379/0", "redis://:***@cache:6379/0"),
    ],
)
def test_secrets_are_replaced(line, redacted):
    """In the middle of a line, whatever stands around them."""
    assert redact(line) == redacted


@pytest.mark.parametrize(
    "line",
    [
        "0190a6e2-7d1c-7c3b-8f00-0123456789ab",
        "r/" + "0a1b2c3d" * 8,
        "File tests/a.py, line 3, in test_connection_without_a_complete_head_is_closed_2",
        "STORAGE_URL: the folder /var/lib/qala/photos: No space left on device",
        "http://localhost:8000/graphql",
        "unix:///var/lib/qala/valkey/run/valkey.sock?db=0",
    ],
)
def test_what_opens_nothing_stays(line):
    """Ids, hashes, names of functions and addresses are what a log is read for."""
    assert redact(line) == line


def test_new_tokens_are_recognised():
    """By chance one in ten thousand has no digit or only one case."""
    assert sum(redact(new_token()) == "***" for _ in range(2_000)) >= 1_990


@pytest.mark.parametrize("terminal", [False, True])
def test_every_line_of_a_command_is_redacted(monkeypatch, terminal):
    """Fields and tracebacks, on a terminal and in a file."""
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    monkeypatch.setattr("sys.stderr", stream)
    before = structlog.get_config()
    try:
        set_up_logging(service=True)
        try:
            raise ValueError(f"unknown link {TOKEN}")
        except ValueError:
            structlog.get_logger().exception("link_failed", link=f"/#/verify?token={TOKEN}")
    finally:
        structlog.configure(**before)

    assert "link_failed" in stream.getvalue()
    assert TOKEN not in stream.getvalue()
    if not terminal:
        assert json.loads(stream.getvalue())["link"] == "/#/verify?token=***"
