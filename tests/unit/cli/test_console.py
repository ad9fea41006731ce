"""Log lines: text for a person at the command line, JSON for the log of a service; never in standard output."""

import json
import socket
import sys

import asyncpg
import pytest
import redis.exceptions
import structlog

from app.cli import console
from app.cli.console import set_up_logging
from app.errors import SettingsError


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


@pytest.mark.parametrize("service", [True, False])
def test_a_traceback_shows_no_values(capsys, service):
    """A local variable may be a password."""
    set_up_logging(service=service)

    def sign_in(password):
        raise RuntimeError("away")

    try:
        sign_in("correct horse")
    except RuntimeError:
        structlog.get_logger().exception("resolver_failed")

    written = capsys.readouterr().err
    assert "RuntimeError: away" in written
    assert "in sign_in" in written
    assert "password = " not in written
    assert "'correct horse'" not in written


def test_a_service_writes_json(capsys: pytest.CaptureFixture[str]):
    set_up_logging(service=True)

    entry = json.loads(logged(capsys))

    assert (entry["event"], entry["file"], entry["level"]) == ("photo_broken", "a.png", "warning")


def test_a_service_in_a_terminal_writes_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    set_up_logging(service=True)

    assert "photo_broken" in logged(capsys)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            FileNotFoundError(2, "No such file or directory", "/srv/x.csv"),
            "qala: /srv/x.csv: No such file or directory",
        ),
        (PermissionError(13, "Permission denied", "/srv/own/x.csv"), "qala: /srv/own/x.csv: Permission denied"),
        (ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', 1)"), "Connect call failed ('127.0.0.1', 1)"),
        (socket.gaierror(-2, "Name or service not known"), "Name or service not known"),
        (EOFError(), "qala: expected an answer, but the input has ended"),
        (
            asyncpg.AdminShutdownError("terminating connection due to administrator command"),
            "qala: terminating connection due to administrator command",
        ),
        (
            asyncpg.InterfaceError("cannot call Transaction.__aexit__(): the underlying connection is closed"),
            "qala: PostgreSQL has closed the connection: cannot call",
        ),
        (redis.exceptions.ConnectionError("Connection closed by server."), "qala: Connection closed by server."),
        (SettingsError("DATABASE_URL: expected an address"), "qala: DATABASE_URL: expected an address"),
    ],
)
def test_what_a_command_meets_outside_is_one_line(capsys, monkeypatch, error, line):
    """A path with a typing error, a server that is down, a question to a script: no fault of ours, so no traceback."""

    def fail():
        raise error

    monkeypatch.setattr(console, "app", fail)

    assert console.run() == 2
    written = capsys.readouterr()
    assert (line in written.err, written.err.count("\n"), written.out) == (True, 1, "")


@pytest.mark.parametrize(
    "error",
    [
        OSError(9, "Bad file descriptor"),
        asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
        asyncpg.UndefinedColumnError('column "wrong" does not exist'),
        redis.exceptions.ResponseError("wrong number of arguments"),
    ],
)
def test_a_fault_of_ours_keeps_its_traceback(monkeypatch, error):
    """It is reported with it."""

    def fail():
        raise error

    monkeypatch.setattr(console, "app", fail)

    with pytest.raises(type(error), match=str(error.args[-1])):
        console.run()


def test_ctrl_c_ends_a_command_without_a_word(capsys, monkeypatch):
    """With the exit code that shells give."""

    def fail():
        raise KeyboardInterrupt

    monkeypatch.setattr(console, "app", fail)

    assert console.run() == 130
    assert capsys.readouterr() == ("", "")


def test_a_long_line_stays_one_line(capsys):
    """Broken at 80 characters where there is no terminal, an id could neither be copied nor searched for."""
    line = "12 requests in " + "/very/long/folder" * 12

    console.out.print(line, markup=False)

    assert capsys.readouterr().out == f"{line}\n"
