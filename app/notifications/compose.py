"""Compose the content of each letter from the facts in the outbox, in the recipient's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from app.domain.notifications.letters import Answer, LetterKind, LinkPurpose, NotificationKind
from app.domain.notifications.recipient import RecipientRole
from app.localisation import Messages, messages
from app.notifications.addressee import Addressee, PlaceNames, greeting
from app.notifications.compose_digests import DigestComposer
from app.notifications.links import GOOD_FOR, Links, Subscription, Verdict
from app.notifications.message_content import Button, MessageContent

_ACCOUNT_PAGES: Mapping[LetterKind, tuple[str, LinkPurpose | None]] = {
    LetterKind.RESET_PASSWORD: ("reset", LinkPurpose.RESET_PASSWORD),
    LetterKind.PASSWORD_CHANGED: ("forgot", None),
    LetterKind.CHANGE_EMAIL: ("change-email", LinkPurpose.CHANGE_EMAIL),
    LetterKind.EMAIL_CHANGED: ("", None),
    LetterKind.ADDRESS_TAKEN: ("login", None),
    LetterKind.REGISTER_ANEW: ("verify", LinkPurpose.REGISTER_ANEW),
    LetterKind.EXECUTOR_REJECTED: ("mine", None),
    LetterKind.OFFICER_APPROVED: ("people", None),
    LetterKind.OFFICER_REJECTED: ("mine", None),
    LetterKind.OFFICER_RETIRED: ("mine", None),
    LetterKind.ACCOUNT_BLOCKED: ("", None),
    LetterKind.ACCOUNT_UNBLOCKED: ("login", None),
}
"""For each letter about an account: the page that its button opens, and the purpose of the link's token."""


_RECORDED = frozenset({"WORK_CONFIRMED_RECORDED", "WORK_DISPUTED_RECORDED"})
"""Headlines of answers that an officer wrote down for the author."""
_LEADS = frozenset(
    {"DEADLINE_AT_RISK", "DEADLINE_BREACHED", "DEADLINE_ESCALATED", "VERDICT_REMINDED", "VERDICT_ASKED_AGAIN"}
)
_LEADS_OF_AUTHOR = frozenset({"CLOSED_UNANSWERED", "MERGE_TARGET_CLOSED"})
"""Events whose letters begin with a sentence of their own: for every recipient, and for the author."""
_ABOUT_BLOCKS = frozenset({LetterKind.ACCOUNT_BLOCKED, LetterKind.ACCOUNT_UNBLOCKED})


@dataclass(frozen=True, slots=True)
class MessageComposer:
    """Composes message contents with links of this deployment and names of its cities."""

    links: Links
    place_names: PlaceNames

    def compose(self, kind: LetterKind, data: Mapping[str, Any], to: Addressee) -> MessageContent:
        """Return the content of a letter of this kind; ``data`` are the facts of its outbox row."""
        composers: dict[LetterKind, Callable[[Mapping[str, Any], Addressee, Messages], MessageContent]] = {
            LetterKind.VERIFY_EMAIL: self._verify,
            LetterKind.EXECUTOR_APPROVED: self._approved,
        }
        if kind in _ACCOUNT_PAGES:
            return self._about_account(kind, data, to, messages(to.locale))
        if kind is LetterKind.DIGEST or "steps" in data:
            digests = DigestComposer(self.links, self.place_names, self._preferences(to, messages(to.locale)))
            compose = digests.of_city if kind is LetterKind.DIGEST else digests.of_areas
            return compose(data, to, messages(to.locale))
        if kind in composers:
            return composers[kind](data, to, messages(to.locale))
        return self._about_request(kind, data, to, messages(to.locale))

    def _about_request(
        self, kind: LetterKind, data: Mapping[str, Any], to: Addressee, texts: Messages
    ) -> MessageContent:
        title = _title(kind, data["event"], texts)
        place_text = self.place_names.place(data, to.locale)
        facts = [(texts.letter_fact_request(), data["number"]), (texts.letter_fact_place(), place_text)]
        if data["due_at"] is not None and kind is not LetterKind.VERDICT_ASKED:
            moment = datetime.fromisoformat(data["due_at"])
            facts.append((texts.letter_fact_due(), self.place_names.moment(moment, data["city_id"], texts)))
        # Words of strangers do not go to an unconfirmed mailbox.
        has_words = not to.is_caller or data.get("official", False)
        if data["reason"] is not None and has_words:
            facts.append((texts.letter_fact_reason(), texts.reason(data["reason"], default=data["reason"])))
        open_request = Button(texts.letter_open_request(), self.links.request(data["request_id"]))
        asks_verdict = kind is LetterKind.VERDICT_ASKED
        return MessageContent(
            locale=to.locale,
            # The same for every letter of the request: some mail programs make a thread of equal subjects only.
            subject=f"{data['number']} · {self.place_names.category(data, to.locale)}",
            title=title,
            notice=f"{data['number']}: {title}",
            paragraphs=(greeting(to, texts), _lead(kind, data, to, texts)),
            quote=data["note"] if has_words else None,
            facts=tuple(facts),
            buttons=(*self._verdict_buttons(data, to, texts), open_request) if asks_verdict else (open_request,),
            rows_title=texts.letter_photo("TITLE"),
            rows=self._photos(data, texts),
            small_print=_small_print(to, texts, asks_verdict=asks_verdict),
            preferences=self._unsubscribe(kind, to, texts) if to.is_caller else self._preferences(to, texts),
        )

    def _verdict_buttons(self, data: Mapping[str, Any], to: Addressee, texts: Messages) -> tuple[Button, Button]:
        verdict = Verdict(UUID(data["request_id"]), to.account_id, data["done_version"])
        return (
            Button(texts.verdict_button(Answer.CONFIRM.name), self.links.verdict(Answer.CONFIRM, verdict)),
            Button(texts.verdict_button(Answer.DISPUTE.name), self.links.verdict(Answer.DISPUTE, verdict)),
        )

    def _photos(self, data: Mapping[str, Any], texts: Messages) -> tuple[Button, ...]:
        return tuple(
            Button(
                texts.letter_photo("AFTER" if photo["after"] else "BEFORE"),
                f"{self.links.public_url}{photo['path']}",
            )
            for photo in data.get("photos", ())
        )

    def _verify(self, data: Mapping[str, Any], to: Addressee, texts: Messages) -> MessageContent:
        return MessageContent(
            locale=to.locale,
            subject=texts.letter_subject(LetterKind.VERIFY_EMAIL),
            title=texts.letter_subject(LetterKind.VERIFY_EMAIL),
            paragraphs=(greeting(to, texts), texts.letter_text(LetterKind.VERIFY_EMAIL)),
            buttons=(
                Button(texts.letter_button(LetterKind.VERIFY_EMAIL), self.links.verify(UUID(data["email_token_id"]))),
            ),
            small_print=texts.letter_verify_small_print(hours=data["hours"]),
        )

    def _approved(self, _: Mapping[str, Any], to: Addressee, texts: Messages) -> MessageContent:
        return MessageContent(
            locale=to.locale,
            subject=texts.letter_subject(LetterKind.EXECUTOR_APPROVED),
            title=texts.letter_subject(LetterKind.EXECUTOR_APPROVED),
            paragraphs=(greeting(to, texts), texts.letter_text(LetterKind.EXECUTOR_APPROVED)),
            buttons=(Button(texts.letter_button(LetterKind.EXECUTOR_APPROVED), self.links.page("mine")),),
        )

    def _about_account(
        self, kind: LetterKind, data: Mapping[str, Any], to: Addressee, texts: Messages
    ) -> MessageContent:
        page, purpose = _ACCOUNT_PAGES[kind]
        params = {}
        if purpose is not None:
            params["token"] = self.links.account_token(purpose, UUID(data["email_token_id"]))
        # A block of an Akimat holds in its city; one of the operator, and one of before, names no city.
        city_id = data.get("city_id") if kind in _ABOUT_BLOCKS else None
        city = self.place_names.cities[city_id][to.locale] if city_id else None
        subject = texts.letter_subject(kind) if city is None else texts.letter_city_subject(kind, city=city)
        text = _account_text(kind, data, texts) if city is None else texts.letter_city_text(kind, city=city)
        return MessageContent(
            locale=to.locale,
            subject=subject,
            title=subject,
            paragraphs=(greeting(to, texts), text),
            quote=data.get("reason"),
            buttons=(Button(texts.letter_button(kind), self.links.page(page, **params)),),
        )

    def _preferences(self, to: Addressee, texts: Messages) -> Button:
        return Button(texts.letter_preferences(), self.links.page("preferences", lang=to.locale.lower()))

    def _unsubscribe(self, kind: LetterKind, to: Addressee, texts: Messages) -> Button:
        subscription = Subscription(to.account_id, NotificationKind(kind.value))
        return Button(texts.letter_caller("UNSUBSCRIBE"), self.links.unsubscribe(subscription))


def _small_print(to: Addressee, texts: Messages, *, asks_verdict: bool) -> str:
    lines = [texts.letter_verdict_small_print(days=GOOD_FOR.days)] if asks_verdict else []
    return "\n".join([*lines, texts.letter_caller("SMALL_PRINT")] if to.is_caller else lines)


def _lead(kind: LetterKind, data: Mapping[str, Any], to: Addressee, texts: Messages) -> str:
    for_author = data["reader"] == RecipientRole.AUTHOR
    special: dict[str, Callable[[], str]] = {
        "SUBMITTED": partial(texts.letter_caller, "SUBMITTED") if to.is_caller else texts.letter_submitted,
        **(dict.fromkeys(_RECORDED, partial(texts.letter_caller, "RECORDED")) if for_author else {}),
    }
    if data["event"] in special and kind is not LetterKind.AREA:
        return special[data["event"]]()
    if data["event"] in _LEADS or (for_author and data["event"] in _LEADS_OF_AUTHOR):
        return texts.letter_lead(data["event"])
    if kind is LetterKind.VERDICT_ASKED:
        return texts.letter_asked_coauthor() if data["reader"] == RecipientRole.COAUTHOR else texts.letter_asked()
    if kind is LetterKind.DISPUTE:
        to_akimat = data["reader"] == RecipientRole.AKIMAT
        return texts.letter_disputed_akimat() if to_akimat else texts.letter_disputed_executor()
    if kind is LetterKind.ASSIGNMENT and data["event"] == "ASSIGNED":
        return texts.letter_assigned()
    return texts.letter_reader(data["reader"])


def _title(kind: LetterKind, event: str, texts: Messages) -> str:
    """Return the title for an event: the letter's own message, or the timeline's where there is none."""
    if kind is LetterKind.AREA:
        return texts.area_event(event)
    return texts.letter_title(event, default=texts.event(event, default=texts.event("OTHER")))


def _account_text(kind: LetterKind, data: Mapping[str, Any], texts: Messages) -> str:
    if kind is LetterKind.EMAIL_CHANGED:
        email = data.get("email")
        return texts.letter_email_changed(email=email) if email else texts.letter_email_changed_unnamed()
    _, purpose = _ACCOUNT_PAGES[kind]
    if purpose is not None:
        return texts.letter_link_text(kind, hours=data["hours"])
    return texts.letter_text(kind)
