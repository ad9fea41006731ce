"""Every refusal of QalaControl, as one tree.

QalaError
├── InvalidInput          INVALID_INPUT        a value is not what was expected; names the field
├── Unauthenticated       UNAUTHENTICATED      the client is not signed in
├── NotAllowed            NOT_ALLOWED          signed in, but not for this
├── NotFound              NOT_FOUND            no such thing, or the viewer may not see it
├── IllegalTransition     ILLEGAL_TRANSITION   the lifecycle table has no such arrow
├── Conflict              CONFLICT             another change came first
├── EvidenceReused        EVIDENCE_REUSED      the photo has been used before; names the request
├── CursorExpired         CURSOR_EXPIRED       the missed events can no longer be replayed whole
├── RateLimited           RATE_LIMITED         too many in too short a time
├── InternalError         INTERNAL             a fault of ours, whose cause is only in the log
├── StorageError          STORAGE              photos cannot be kept or shown; see app/storage/errors.py
├── DatabaseFull          STORAGE              the disk of the database has no room
└── SettingsError         SETTINGS             the environment does not name what is needed
"""

from typing import Any, ClassVar


def error_json(message: str, code: str | None = None, **data: Any) -> dict[str, Any]:
    """Return one entry of ``errors`` in a GraphQL response; without a code it has no extensions."""
    return {"message": message} if code is None else {"message": message, "extensions": {"code": code, **data}}


class QalaError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "INTERNAL"

    def __init__(self, message: str | None = None, **data: Any) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.data = data
        super().__init__(self.message)

    @property
    def extensions(self) -> dict[str, Any]:
        """The fields that a GraphQL client gets beside the message."""
        return {"code": self.code, **self.data}

    @property
    def as_json(self) -> dict[str, Any]:
        """This error as one entry of ``errors`` in a GraphQL response."""
        return error_json(self.message, self.code, **self.data)


class InvalidInput(QalaError):
    """A value is not what was expected."""

    code = "INVALID_INPUT"

    def __init__(self, field: str, message: str, **data: Any) -> None:
        super().__init__(message, field=field, **data)


class Unauthenticated(QalaError):
    """Sign in first."""

    code = "UNAUTHENTICATED"


class NotAllowed(QalaError):
    """Your account may not do this."""

    code = "NOT_ALLOWED"


class NotFound(QalaError):
    """There is no such thing."""

    code = "NOT_FOUND"


class IllegalTransition(QalaError):
    """The service request cannot go there from where it is."""

    code = "ILLEGAL_TRANSITION"


class Conflict(QalaError):
    """Somebody else was faster; read it again."""

    code = "CONFLICT"


class EvidenceReused(QalaError):
    """This photo has been used before."""

    code = "EVIDENCE_REUSED"


class CursorExpired(QalaError):
    """Too much was missed to replay it whole; read the state again, then subscribe without a cursor."""

    code = "CURSOR_EXPIRED"


class RateLimited(QalaError):
    """Too many at once; wait a little."""

    code = "RATE_LIMITED"

    def __init__(self, message: str | None = None, *, retry_after_seconds: int) -> None:
        super().__init__(message, retryAfterSeconds=retry_after_seconds)


class InternalError(QalaError):
    """Something went wrong on our side."""


class StorageError(QalaError):
    """Photos cannot be kept or shown at the moment; try again a little later."""

    code = "STORAGE"

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why
        """For operators only: what failed, and which setting to check. Never a secret."""


class DatabaseFull(QalaError):
    """Nothing was saved: no room is left in the database; the keepers of this site have to make some."""

    code = "STORAGE"


class SettingsError(QalaError):
    """The environment does not name what is needed."""

    code = "SETTINGS"
