"""What each letter says: from the facts in the outbox to a sheet in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.letters import Answer, LetterKind, LinkPurpose
from app.domain.recipient import RecipientRole
from app.domain.roles import Locale
from app.notifications.links import GOOD_FOR, Links, Verdict
from app.notifications.message_content import Button, MessageContent
from app.notifications.words import WORDS, Words

Names = Mapping[str, Mapping[Locale, str]]


_ACCOUNT_PAGES: Mapping[LetterKind, tuple[str, LinkPurpose | None]] = {
    LetterKind.RESET_PASSWORD: ("reset", LinkPurpose.RESET_PASSWORD),
    LetterKind.PASSWORD_CHANGED: ("forgot", None),
    LetterKind.CHANGE_EMAIL: ("change-email", LinkPurpose.CHANGE_EMAIL),
    LetterKind.EMAIL_CHANGED: ("", None),
    LetterKind.ADDRESS_TAKEN: ("login", None),
    LetterKind.REGISTER_ANEW: ("verify", LinkPurpose.REGISTER_ANEW),
    LetterKind.EXECUTOR_REJECTED: ("mine", None),
    LetterKind.ACCOUNT_BLOCKED: ("", None),
    LetterKind.ACCOUNT_UNBLOCKED: ("login", None),
}
"""Where the button of each letter about an account leads, and which link it carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who gets the letter, as the account says it at the moment of sending."""

    account_id: UUID
    email: str
    name: str
    locale: Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNames:
    """What cities and categories are called, and by which clock a city lives."""

    cities: Names
    categories: Names
    zones: Mapping[str, ZoneInfo]


@dataclass(frozen=True, slots=True)
class Writer:
    """Composes sheets."""

    links: Links
    place_names: PlaceNames

    def compose(self, kind: LetterKind, data: Mapping[str, Any], to: Addressee) -> MessageContent:
        """Return what the letter says."""
        write: dict[LetterKind, Callable[[Mapping[str, Any], Addressee, Words], MessageContent]] = {
            LetterKind.DIGEST: self._digest,
            LetterKind.VERIFY_EMAIL: self._verify,
            LetterKind.EXECUTOR_APPROVED: self._approved,
        }
        if kind in _ACCOUNT_PAGES:
            return self._about_account(kind, data, to, WORDS[to.locale])
        if kind in write:
            return write[kind](data, to, WORDS[to.locale])
        return self._about_request(kind, data, to, WORDS[to.locale])

    def _about_request(self, kind: LetterKind, data: Mapping[str, Any], to: Addressee, words: Words) -> MessageContent:
        title = words.events.get(data["event"], words.events["other"])
        place = f"{self._category(data, to.locale)}, {data['address']}"
        facts = [(words.number, data["number"]), (words.place, place)]
        if data["due_at"] is not None and kind is not LetterKind.VERDICT_ASKED:
            moment = datetime.fromisoformat(data["due_at"])
            facts.append((words.due, self._moment(moment, data["city_id"], words)))
        if data["reason"] is not None:
            facts.append((words.reason, words.reasons.get(data["reason"], data["reason"])))
        open_request = Button(words.open_request, self.links.request(data["request_id"]))
        asks = kind is LetterKind.VERDICT_ASKED
        return MessageContent(
            locale=to.locale,
            subject=f"{data['number']}: {title}",
            title=title,
            paragraphs=(words.greeting.format(name=to.name), _lead(kind, data, words)),
            quote=data["note"],
            facts=tuple(facts),
            buttons=(*self._verdict_buttons(data, to, words), open_request) if asks else (open_request,),
            small_print=words.good_for.format(days=GOOD_FOR.days) if asks else "",
            preferences=self._preferences(to, words),
        )

    def _verdict_buttons(self, data: Mapping[str, Any], to: Addressee, words: Words) -> tuple[Button, Button]:
        verdict = Verdict(UUID(data["request_id"]), to.account_id, data["done_version"])
        return (
            Button(words.yes, self.links.verdict(Answer.CONFIRM, verdict)),
            Button(words.no, self.links.verdict(Answer.DISPUTE, verdict)),
        )

    def _digest(self, data: Mapping[str, Any], to: Addressee, words: Words) -> MessageContent:
        day = date.fromisoformat(data["day"])
        named = words.day.format(day=day.day, month=words.months[day.month - 1], year=day.year)
        figures = data["figures"]
        rows = tuple(self._late(late, data["city_id"], to.locale, words) for late in data["overdue"])
        return MessageContent(
            locale=to.locale,
            subject=words.digest_subject.format(city=self.place_names.cities[data["city_id"]][to.locale], day=named),
            title=words.digest_subject.format(city=self.place_names.cities[data["city_id"]][to.locale], day=named),
            paragraphs=(words.digest.format(day=named), *(() if rows else (words.digest_none,))),
            facts=tuple((label, str(figures[name])) for name, label in words.digest_figures.items()),
            buttons=(Button(words.open_city, self.links.page("city", city=data["city_id"])),),
            rows_title=words.digest_overdue.format(shown=len(rows), count=figures["overdue"]),
            rows=rows,
            # A letter that waited since before there were seals has none.
            small_print=words.digest_seal.format(seal=data["seal"]) if "seal" in data else "",
            preferences=self._preferences(to, words),
        )

    def _late(self, late: Mapping[str, Any], city_id: str, locale: Locale, words: Words) -> Button:
        label = words.digest_late.format(
            number=late["number"],
            category=self._category(late, locale),
            address=late["address"],
            due=self._moment(datetime.fromisoformat(late["due_at"]), city_id, words),
        )
        return Button(label, self.links.request(late["request_id"]))

    def _verify(self, data: Mapping[str, Any], to: Addressee, words: Words) -> MessageContent:
        return MessageContent(
            locale=to.locale,
            subject=words.verify_subject,
            title=words.verify_subject,
            paragraphs=(words.greeting.format(name=to.name), words.verify),
            buttons=(Button(words.verify_button, self.links.verify(UUID(data["email_token_id"]))),),
            small_print=words.verify_small.format(hours=data["hours"]),
        )

    def _approved(self, _: Mapping[str, Any], to: Addressee, words: Words) -> MessageContent:
        return MessageContent(
            locale=to.locale,
            subject=words.approved_subject,
            title=words.approved_subject,
            paragraphs=(words.greeting.format(name=to.name), words.approved),
            buttons=(Button(words.open_tasks, self.links.page("mine")),),
        )

    def _about_account(self, kind: LetterKind, data: Mapping[str, Any], to: Addressee, words: Words) -> MessageContent:
        page, purpose = _ACCOUNT_PAGES[kind]
        params = {}
        if purpose is not None:
            params["token"] = self.links.account_token(purpose, UUID(data["email_token_id"]))
        return MessageContent(
            locale=to.locale,
            subject=words.account_subjects[kind],
            title=words.account_subjects[kind],
            paragraphs=(words.greeting.format(name=to.name), words.account_texts[kind].format(**data)),
            quote=data.get("reason"),
            buttons=(Button(words.account_buttons[kind], self.links.page(page, **params)),),
        )

    def _preferences(self, to: Addressee, words: Words) -> Button:
        return Button(words.preferences, self.links.page("preferences", lang=to.locale.lower()))

    def _category(self, data: Mapping[str, Any], locale: Locale) -> str:
        names = self.place_names.categories.get(data["category_id"])
        return names[locale] if names else str(data["category_id"])

    def _moment(self, moment: datetime, city_id: str, words: Words) -> str:
        local = moment.astimezone(self.place_names.zones[city_id])
        month = words.months[local.month - 1]
        return words.date.format(day=local.day, month=month, year=local.year, time=f"{local:%H:%M}")


def _lead(kind: LetterKind, data: Mapping[str, Any], words: Words) -> str:
    special = {
        "DEADLINE_AT_RISK": words.at_risk,
        "DEADLINE_BREACHED": words.breached,
        "DEADLINE_ESCALATED": words.escalated,
        "VERDICT_REMINDED": words.asked_again,
    }
    if data["event"] in special:
        return special[data["event"]]
    if kind is LetterKind.VERDICT_ASKED:
        return words.asked_coauthor if data["reader"] == RecipientRole.COAUTHOR else words.asked
    if kind is LetterKind.DISPUTE:
        return words.disputed_akimat if data["reader"] == RecipientRole.AKIMAT else words.disputed_executor
    if kind is LetterKind.ASSIGNMENT and data["event"] == "ASSIGNED":
        return words.assigned
    return words.by_reader[data["reader"]]
