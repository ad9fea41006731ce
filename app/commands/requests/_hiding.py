"""Hiding texts of a request and showing them again; every hash of the timeline stays valid.

A hidden text is removed from the events and the row as personal data is (``_redaction``), so every reader of the log,
of the search column and of the feeds finds it gone. Its value and its salts are kept in ``hidden_text``, for staff and
for showing it again. The caller is in a transaction and holds the lock of the log (``lock_log``), then of the request.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from app.auth.viewer import Viewer
from app.domain.log.events import Event, EventKind
from app.domain.log.timeline_hash import Content, Personal, acts_officially, put_back, remove, stored_part
from app.domain.log.timeline_proof import Link
from app.domain.log.topics import account_topic, city_topic, request_topic
from app.domain.notifications.recipient import Recipient, RecipientRole
from app.domain.notifications.recipients import accounts_in_app
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.hidden_texts import Text, TextPart
from app.errors import Conflict
from app.events.log import append
from app.events.log_redaction import RedactedEvent, StoredEvent, rewrite_events, stored_events
from app.models.notifications.letter_rows import clear_letters
from app.models.requests.hidden_text import HiddenText
from app.models.requests.service_request_rows import rewrite_requests


@dataclass(frozen=True, slots=True)
class Moderated:
    """The request after a moderation, and the positions of the events that it rewrote."""

    request: ServiceRequest
    positions: Sequence[int]


async def hide_texts(
    before: ServiceRequest, texts: Sequence[Text], officer: Viewer, reason: str, now: datetime
) -> Moderated:
    """Hide those of the texts that are not empty and not hidden yet.

    Raises:
        Conflict: there is nothing to hide.
    """
    originals: dict[Text, list[dict[str, Any]]] = {}
    writers: dict[Text, tuple[UUID | None, bool]] = {}
    rewritten: list[tuple[StoredEvent, RedactedEvent]] = []
    for stored in await stored_events([before.id]):
        link, known = stored.link, _removed(stored.link)
        wanted = [text for text in texts if text.is_in(link.content)]
        content, salts, removed = remove(link.content, link.salts, known, [text.personal for text in wanted])
        for text in wanted:
            if text.personal in removed and text.personal not in known:
                value, salt = stored_part(link.content, link.salts, text.personal)
                originals.setdefault(text, []).append({"id": stored.id, "value": value, "salt": salt.hex()})
                writers[text] = _writer(text, link.content, before)
        if removed != known:
            rewritten.append((stored, RedactedEvent(stored, content, salts, removed)))
    if not originals:
        raise Conflict("there is no such text, or it is hidden already", id=str(before.id))
    await rewrite_events([event for _, event in rewritten])
    emptied: dict[str, Any] = {_FIELDS[text.part]: "" for text in originals if text.part in _FIELDS}
    after = replace(before, version=before.version + 1, **emptied)
    await rewrite_requests([after])
    await HiddenText.bulk_create(
        HiddenText(
            request_id=before.id,
            part=text.personal,
            version=text.version,
            account_id=writers[text][0],
            official=writers[text][1],
            originals=kept,
            hidden_at=now,
            hidden_by=officer.account_id,
            reason=reason,
            hidden_version=after.version,
        )
        for text, kept in originals.items()
    )
    positions = [stored.position for stored, _ in rewritten if stored.position is not None]
    await _clear_letters(before.id, [stored for stored, _ in rewritten], originals)
    written_by = {account for account, _ in writers.values() if account is not None}
    await _append(EventKind.TEXT_HIDDEN, after, officer, now, reason=reason, told=written_by)
    return Moderated(after, positions)


async def show_text(before: ServiceRequest, text: Text, officer: Viewer, now: datetime) -> Moderated:
    """Put a hidden text back where it was.

    Raises:
        Conflict: it is not hidden, or its original was erased as personal data.
    """
    hidden = (
        await HiddenText.filter(request_id=before.id, part=text.personal, version=text.version, shown_at=None)
        .select_for_update()
        .first()
    )
    if hidden is None or hidden.originals is None:
        raise Conflict("this text is not hidden, or was erased", id=str(before.id))
    kept = {item["id"]: item for item in hidden.originals}
    events = [stored for stored in await stored_events([before.id]) if stored.id in kept]
    await rewrite_events([_restored(stored, text.personal, kept[stored.id]) for stored in events])
    value = hidden.originals[-1]["value"]
    filled: dict[str, Any] = {_FIELDS[text.part]: _words(text.part, value)} if text.part in _FIELDS else {}
    after = replace(before, version=before.version + 1, **filled)
    await rewrite_requests([after])
    await HiddenText.filter(id=hidden.id).update(
        originals=None, shown_at=now, shown_by=officer.account_id, shown_version=after.version
    )
    told = {hidden.account_id} if hidden.account_id is not None else set()
    await _append(EventKind.TEXT_SHOWN, after, officer, now, told=told)
    return Moderated(after, [stored.position for stored in events if stored.position is not None])


_FIELDS = {TextPart.ADDRESS: "address", TextPart.DESCRIPTION: "description"}


def _words(part: TextPart, value: Any) -> str:
    return str(value[0]) if part is TextPart.ADDRESS else str(value)


def _removed(link: Link) -> dict[Personal, bytes]:
    return {Personal(part): digest for part, digest in link.removed.items()}


def _restored(stored: StoredEvent, part: Personal, kept: dict[str, Any]) -> RedactedEvent:
    link = stored.link
    try:
        content, salts, removed = put_back(
            link.content, link.salts, _removed(link), part, (kept["value"], bytes.fromhex(kept["salt"]))
        )
    except ValueError as error:
        raise Conflict("the kept text is not the one that was hidden", id=str(link.content.request_id)) from error
    return RedactedEvent(stored, content, salts, removed)


def _writer(text: Text, content: Content, request: ServiceRequest) -> tuple[UUID | None, bool]:
    """Return who wrote the text, and whether in office."""
    if text.part is not TextPart.STEP:
        return request.author_id, False
    return content.actor_id, acts_officially(content)


async def _clear_letters(request_id: UUID, events: Sequence[StoredEvent], texts: dict[Text, Any]) -> None:
    has_place = any(text.part is TextPart.ADDRESS for text in texts)
    versions = {text.version for text in texts if text.part is TextPart.STEP}
    steps = [stored for stored in events if stored.link.content.version in versions]
    positions = [stored.position for stored in steps if stored.position is not None]
    await clear_letters(positions, place_of=request_id if has_place else None)


async def _append(
    kind: EventKind,
    after: ServiceRequest,
    officer: Viewer,
    now: datetime,
    *,
    told: set[UUID],
    reason: str | None = None,
) -> None:
    """Append the event that records the moderation; its recipients are the accounts that wrote the texts."""
    recipients = tuple(
        Recipient(account, _role(account, after)) for account in sorted(told) if account != officer.account_id
    )
    accounts = sorted(account_topic(account) for account in accounts_in_app(recipients))
    await append(
        Event(
            kind=kind,
            at=now,
            actor_id=officer.account_id,
            actor_role=officer.role,
            reason=reason,
            from_status=after.status,
            topics=(request_topic(after.id), city_topic(after.city_id), *accounts),
            recipients=recipients,
            request=after,
        )
    )


def _role(account_id: UUID, request: ServiceRequest) -> RecipientRole:
    if account_id == request.author_id:
        return RecipientRole.AUTHOR
    return RecipientRole.EXECUTOR if account_id == request.executor_id else RecipientRole.FOLLOWER
