"""What people are told by letter, by which road, and how far a letter has come."""

from enum import StrEnum


class NotificationKind(StrEnum):
    """What one may be told of, or ask not to be told of."""

    REQUEST_MOVED = "REQUEST_MOVED"
    """a step of a request that one sent or follows"""
    VERDICT_ASKED = "VERDICT_ASKED"
    """the author is asked: is it fixed?"""
    ASSIGNMENT = "ASSIGNMENT"
    """the executor got a request"""
    DISPUTE = "DISPUTE"
    """the author says that it is not fixed"""
    DEADLINE = "DEADLINE"
    """a deadline is near, has passed, or has passed long ago"""
    DIGEST = "DIGEST"
    """the morning letter of the Akimat"""


class LetterKind(StrEnum):
    """A kind of letter: one for each kind of notification, and the facts of an account, which nobody can switch off."""

    REQUEST_MOVED = "REQUEST_MOVED"
    VERDICT_ASKED = "VERDICT_ASKED"
    ASSIGNMENT = "ASSIGNMENT"
    DISPUTE = "DISPUTE"
    DEADLINE = "DEADLINE"
    DIGEST = "DIGEST"
    VERIFY_EMAIL = "VERIFY_EMAIL"
    EXECUTOR_APPROVED = "EXECUTOR_APPROVED"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - a kind of letter
    """the link by which a new password is set"""
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 - a kind of letter
    CHANGE_EMAIL = "CHANGE_EMAIL"
    """the link that proves a new address, sent to that one"""
    EMAIL_CHANGED = "EMAIL_CHANGED"
    """what the old address is told"""
    REGISTER_ANEW = "REGISTER_ANEW"
    """the link that makes the account of a second registration, after a first that nobody confirmed"""
    EXECUTOR_REJECTED = "EXECUTOR_REJECTED"
    ACCOUNT_BLOCKED = "ACCOUNT_BLOCKED"
    ACCOUNT_UNBLOCKED = "ACCOUNT_UNBLOCKED"
    ADDRESS_TAKEN = "ADDRESS_TAKEN"
    """somebody tried to register with this address again"""


class LinkPurpose(StrEnum):
    """What a link of an account is for; one for the one opens nothing else."""

    VERIFY_EMAIL = "VERIFY_EMAIL"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - a purpose
    CHANGE_EMAIL = "CHANGE_EMAIL"
    REGISTER_ANEW = "REGISTER_ANEW"


LINK_HOURS = {
    LinkPurpose.VERIFY_EMAIL: 48,
    LinkPurpose.RESET_PASSWORD: 2,
    LinkPurpose.CHANGE_EMAIL: 24,
    LinkPurpose.REGISTER_ANEW: 48,
}
"""How long a link is valid."""


class Channel(StrEnum):
    """By which road."""

    EMAIL = "EMAIL"
    PUSH = "PUSH"
    IN_APP = "IN_APP"
    """The list of notifications on the page: always."""


class LetterStatus(StrEnum):
    """How far a letter has come."""

    WAITING = "WAITING"
    """nobody has tried yet"""
    SENT = "SENT"
    """the carrier took it"""
    FAILED = "FAILED"
    """the carrier refused it or was not there; it will be tried again"""
    DEAD = "DEAD"
    """tried too often; it waits for the operator"""


class Answer(StrEnum):
    """What the author says by one of the two links of the letter that asks."""

    CONFIRM = "confirm"
    DISPUTE = "dispute"
