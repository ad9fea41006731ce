"""The parts that all commands share: the command registry, the two consoles, logging and the exit code."""

import logging
import sys

import structlog
from cyclopts import App
from rich.console import Console

from app.cli.log_redaction import redact_line
from app.errors import QalaError

app = App(name="qala", help="QalaControl: a city's shared control room.", version_flags=[])
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def set_up_logging(level: int = logging.INFO, *, service: bool = False) -> None:
    """Write each log event as one line to standard error: text for a person, JSON for the log of a service."""
    terminal = sys.stderr.isatty()
    text = terminal or not service
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=terminal) if text else structlog.processors.format_exc_info,
            *([] if text else [structlog.processors.JSONRenderer(ensure_ascii=False)]),
            redact_line,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def run() -> int:
    """Run the command that the arguments name; return its exit code. A refusal prints one line and returns 2."""
    set_up_logging()
    try:
        app()
    except QalaError as error:
        err.print(f"qala: {error.message}", style="red", markup=False)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0
