"""Kinds of notifications and letters, channels, and the status of a letter in the outbox."""

from enum import StrEnum


class NotificationKind(StrEnum):
    """A kind of notification that an account can switch off."""

    REQUEST_MOVED = "REQUEST_MOVED"
    """a step of a request that the account sent or follows"""
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
    AREA = "AREA"
    """a request was submitted or done in an area that the account follows"""


class LetterKind(StrEnum):
    """A kind of letter: one for each kind of notification, and those about an account, which are always sent."""

    REQUEST_MOVED = "REQUEST_MOVED"
    VERDICT_ASKED = "VERDICT_ASKED"
    ASSIGNMENT = "ASSIGNMENT"
    DISPUTE = "DISPUTE"
    DEADLINE = "DEADLINE"
    DIGEST = "DIGEST"
    AREA = "AREA"
    """a notice about one request, or by e-mail the morning letter about those of a day"""
    VERIFY_EMAIL = "VERIFY_EMAIL"
    EXECUTOR_APPROVED = "EXECUTOR_APPROVED"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105 - a kind of letter
    """the link by which a new password is set"""
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105 - a kind of letter
    CHANGE_EMAIL = "CHANGE_EMAIL"
    """the link that proves a new address, sent to that address"""
    EMAIL_CHANGED = "EMAIL_CHANGED"
    """the notice to the old address"""
    REGISTER_ANEW = "REGISTER_ANEW"
    """the link that makes the account of a second registration, after a first that was never confirmed"""
    EXECUTOR_REJECTED = "EXECUTOR_REJECTED"
    OFFICER_APPROVED = "OFFICER_APPROVED"
    OFFICER_REJECTED = "OFFICER_REJECTED"
    OFFICER_RETIRED = "OFFICER_RETIRED"
    ACCOUNT_BLOCKED = "ACCOUNT_BLOCKED"
    ACCOUNT_UNBLOCKED = "ACCOUNT_UNBLOCKED"
    ADDRESS_TAKEN = "ADDRESS_TAKEN"
    """another registration used this address"""


class LinkPurpose(StrEnum):
    """What a link of an account is for; a link for one purpose is refused for every other."""

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
    """How a notification reaches an account."""

    EMAIL = "EMAIL"
    PUSH = "PUSH"
    NIGHT = "NIGHT"
    """the same notices as ``PUSH`` at night, see ``quiet_hours``; without it they wait for the morning"""
    IN_APP = "IN_APP"
    """the list of notifications on the page, which cannot be switched off"""


SWITCHABLE = tuple(channel for channel in Channel if channel is not Channel.IN_APP)
"""The channels that an account can switch off, in the order in which the page offers them."""
OFF_UNLESS_CHOSEN = frozenset({Channel.NIGHT})
"""The channels that an account has to switch on."""
MAIL_ONLY = frozenset({NotificationKind.DIGEST})
"""The kinds that need the room of an e-mail: no other channel is offered for them."""
DAILY_MAIL = frozenset({NotificationKind.AREA})
"""The kinds whose e-mails of a day come together in the next morning."""


class LetterStatus(StrEnum):
    """The status of a letter in the outbox."""

    WAITING = "WAITING"
    """not tried yet"""
    SENT = "SENT"
    """the transport delivered it"""
    FAILED = "FAILED"
    """the delivery failed; it is tried again"""
    DEAD = "DEAD"
    """given up after too many attempts; the operator may resend it"""


class Answer(StrEnum):
    """The answer of an author, given by one of the two links of a letter."""

    CONFIRM = "confirm"
    DISPUTE = "dispute"
