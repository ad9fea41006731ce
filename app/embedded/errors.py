"""Errors of embedded servers."""

from app.errors import QalaError


class EmbeddedError(QalaError):
    """An embedded server cannot run here; set DATABASE_URL and REDIS_URL to servers of your own."""

    code = "EMBEDDED"


class HomeInUse(EmbeddedError):
    """Another QalaControl runs on this home folder; stop it or set QALA_HOME to another folder."""


class EnginesStopped(EmbeddedError):
    """The engines have stopped with the process that ran them."""
