"""The parts that all commands share: the command registry, the two consoles, logging and the exit code."""

import logging
import socket
import sys

import asyncpg
import redis.exceptions
import structlog
from cyclopts import App
from rich.console import Console

from app.cli.log_redaction import redact_line
from app.errors import QalaError

app = App(name="qala", help="QalaControl: a city's shared control room.", version_flags=[])
# A line stays one line: broken at the width of a terminal, or at 80 where there is none, its paths and ids could
# neither be copied nor searched for.
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

_OUTAGES: tuple[type[Exception], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
)


def set_up_logging(level: int = logging.INFO, *, service: bool = False) -> None:
    """Write each log event as one line to standard error: text for a person, JSON for the log of a service."""
    terminal = sys.stderr.isatty()
    text = terminal or not service
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _text_renderer(colors=terminal) if text else structlog.processors.format_exc_info,
            *([] if text else [structlog.processors.JSONRenderer(ensure_ascii=False)]),
            redact_line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _text_renderer(*, colors: bool) -> structlog.dev.ConsoleRenderer:
    # The renderer's own tracebacks show the local variables: the password of a sign-in, and hundreds of lines an error.
    return structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)


def run() -> int:
    """Run the command that the arguments name; return its exit code.

    A refusal prints one line and returns 2. So does a file that cannot be read or written, or a server that is away.
    """
    set_up_logging()
    try:
        app()
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        reason = _reason(error)
        if reason is None:
            raise
        err.print(f"qala: {reason}", style="red", markup=False)
        return 2
    return 0


def _reason(error: Exception) -> str | None:
    """Return what an error says of the world outside; None for a fault of ours, which keeps its traceback."""
    text = str(error).strip().partition("\n")[0] or type(error).__name__
    match error:
        case QalaError():
            return error.message
        case EOFError():
            return "expected an answer, but the input has ended"
        case ConnectionError() | socket.gaierror():
            return str(error)
        case OSError():
            return None if error.filename is None else f"{error.filename}: {error.strerror}"
        case asyncpg.InterfaceError():
            # A connection that broke is found closed when its transaction is to be ended.
            return f"PostgreSQL has closed the connection: {text}" if "closed" in text else None
    return text if isinstance(error, _OUTAGES) else None
