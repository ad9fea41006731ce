"""Signed links: bound to one purpose, one request and one account by the secret key.

None is stored. The holder of a link may do that one thing, until the link expires or the thing is done.
"""

import base64
import hmac
import os
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import quote
from uuid import UUID

from app.clock import Clock
from app.domain.notifications.letters import Answer, LinkPurpose, NotificationKind
from app.errors import QalaError
from app.private_files import make_private_folder

GOOD_FOR = timedelta(days=14)
_FIELDS = struct.Struct(">16s16sIQ")
_PROOF_BYTES = 32


class LinkForged(QalaError):
    """This link was not made by us, or not for this."""

    code = "LINK_FORGED"


class LinkExpired(QalaError):
    """This link is too old."""

    code = "LINK_EXPIRED"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verdict link is bound to."""

    request_id: UUID
    account_id: UUID
    version: int
    """Of the completion that the link asks about: a later completion has links of its own."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """The letters of one kind to one account."""

    account_id: UUID
    kind: NotificationKind


def _decoded(token: str) -> bytes:
    try:
        return base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise LinkForged from error


class Links:
    """Makes links and checks them. The key is read when it is first needed."""

    def __init__(self, read_secret: Callable[[], bytes], clock: Clock, public_url: str) -> None:
        self._read_secret = read_secret
        self._clock = clock
        self.public_url = public_url.rstrip("/")

    def verdict(self, answer: Answer, verdict: Verdict) -> str:
        """Return the link by which an author gives this answer."""
        return f"{self.public_url}/verdict/{answer.value}/{self.verdict_token(answer, verdict)}"

    def verdict_token(self, answer: Answer, verdict: Verdict) -> str:
        """Return the signed part of the link."""
        expires = int((self._clock.now() + GOOD_FOR).timestamp())
        body = _FIELDS.pack(verdict.request_id.bytes, verdict.account_id.bytes, verdict.version, expires)
        return base64.urlsafe_b64encode(body + self._proof(f"verdict:{answer}", body)).rstrip(b"=").decode()

    def read_verdict(self, answer: Answer, token: str) -> Verdict:
        """Return what the link is bound to.

        Raises:
            LinkForged: it was changed, signed with another key, or made for the other answer.
            LinkExpired: the signature is right, but the link is too old.
        """
        raw = _decoded(token)
        body, proof = raw[:-_PROOF_BYTES], raw[-_PROOF_BYTES:]
        if len(body) != _FIELDS.size or not hmac.compare_digest(proof, self._proof(f"verdict:{answer}", body)):
            raise LinkForged
        request_id, account_id, version, expires = _FIELDS.unpack(body)
        if datetime.fromtimestamp(expires, UTC) <= self._clock.now():
            raise LinkExpired
        return Verdict(UUID(bytes=request_id), UUID(bytes=account_id), version)

    def unsubscribe(self, subscription: Subscription) -> str:
        """Return the link that switches the letters of one kind off, without signing in."""
        body = subscription.account_id.bytes + subscription.kind.encode()
        proof = self._proof("unsubscribe", body)
        return f"{self.public_url}/unsubscribe/{base64.urlsafe_b64encode(body + proof).rstrip(b'=').decode()}"

    def read_unsubscribe(self, token: str) -> Subscription:
        """Return what the link switches off. It has no end: letters are kept for years.

        Raises:
            LinkForged: it was changed, or signed with another key.
        """
        raw = _decoded(token)
        body, proof = raw[:-_PROOF_BYTES], raw[-_PROOF_BYTES:]
        if len(proof) != _PROOF_BYTES or not hmac.compare_digest(proof, self._proof("unsubscribe", body)):
            raise LinkForged
        return Subscription(UUID(bytes=body[:16]), NotificationKind(body[16:].decode()))

    def verify_token(self, email_token_id: UUID) -> str:
        """Return the token of the link that confirms an address.

        It is derived from the id and the secret key, so it is not stored while its letter waits; the table has only
        its hash.
        """
        return self.account_token(LinkPurpose.VERIFY_EMAIL, email_token_id)

    def account_token(self, purpose: LinkPurpose, email_token_id: UUID) -> str:
        """Return the token of a link about the account itself; it differs by purpose."""
        proof = self._proof(purpose.lower().replace("_", "-"), email_token_id.bytes)
        return base64.urlsafe_b64encode(proof).rstrip(b"=").decode()

    def verify(self, email_token_id: UUID) -> str:
        """Return the link that confirms an address."""
        return f"{self.public_url}/#/verify?token={self.verify_token(email_token_id)}"

    def request(self, request_id: UUID | str) -> str:
        """Return the address of a request's page."""
        return f"{self.public_url}/#/request/{request_id}"

    def page(self, name: str, **params: str) -> str:
        """Return the address of a page."""
        search = "&".join(f"{key}={quote(value)}" for key, value in params.items())
        return f"{self.public_url}/#/{name}" + (f"?{search}" if search else "")

    @cached_property
    def _secret(self) -> bytes:
        return self._read_secret()

    def key(self, purpose: str) -> bytes:
        """Return a key for one purpose, so that a signature for one purpose is never valid for another."""
        return hmac.digest(self._secret, f"qala:{purpose}".encode(), "sha256")

    def _proof(self, purpose: str, body: bytes) -> bytes:
        return hmac.digest(self.key(purpose), body, "sha256")


def secret_of(given: str | None, home: Path) -> bytes:
    """Return the secret key: the given one, else a random one that is kept in the home folder."""
    if given is not None:
        return given.encode()
    kept = home / "secret"
    if not kept.exists():
        make_private_folder(home)
        own = home / f".secret-{os.getpid()}-{token_urlsafe(6)}"
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(token_urlsafe(48))
        # The process that links first has made the key of the installation; the others read it.
        with suppress(FileExistsError):
            os.link(own, kept)
        own.unlink()
    return kept.read_bytes().strip()
