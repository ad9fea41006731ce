"""Compose the letters of the morning: lists of what happened the day before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.accounts.roles import Locale
from app.localisation import Messages
from app.notifications.addressee import Addressee, PlaceNames, greeting
from app.notifications.links import Links
from app.notifications.message_content import Button, MessageContent

_DIGEST_FIGURES = ("created", "completed", "confirmed", "disputed", "open", "overdue", "asked")
"""The figures of the daily digest, in the order of the letter."""


@dataclass(frozen=True, slots=True)
class DigestComposer:
    """Composes the letters of the morning."""

    links: Links
    place_names: PlaceNames
    preferences: Button
    """Leads to the page on which the reader chooses letters."""

    def of_city(self, data: Mapping[str, Any], to: Addressee, texts: Messages) -> MessageContent:
        """Return the morning letter of the Akimat."""
        day_text = _day(date.fromisoformat(data["day"]), texts)
        figures = data["figures"]
        rows = tuple(self._late(late, data["city_id"], to.locale, texts) for late in data["overdue"])
        return MessageContent(
            locale=to.locale,
            subject=texts.digest_subject(city=self.place_names.cities[data["city_id"]][to.locale], day=day_text),
            title=texts.digest_subject(city=self.place_names.cities[data["city_id"]][to.locale], day=day_text),
            paragraphs=(texts.digest_lead(day=day_text), *(() if rows else (texts.digest_none(),))),
            facts=tuple((texts.digest_figure(name.upper()), str(figures[name])) for name in _DIGEST_FIGURES),
            buttons=(Button(texts.letter_open_city(), self.links.page("city", city=data["city_id"])),),
            rows_title=texts.digest_overdue(shown=len(rows), count=figures["overdue"]),
            rows=rows,
            # The outbox may hold digests that were written before logs had seals.
            small_print=f"{texts.digest_seal()}\n{data['seal']}" if "seal" in data else "",
            preferences=self.preferences,
        )

    def _late(self, late: Mapping[str, Any], city_id: str, locale: Locale, texts: Messages) -> Button:
        label = texts.digest_late(
            number=late["number"],
            place=self.place_names.place(late, locale),
            due=self.place_names.moment(datetime.fromisoformat(late["due_at"]), city_id, texts),
        )
        return Button(label, self.links.request(late["request_id"]))

    def of_areas(self, data: Mapping[str, Any], to: Addressee, texts: Messages) -> MessageContent:
        """Return the morning letter to an account that follows areas."""
        day_text = _day(date.fromisoformat(data["day"]), texts)
        subject = texts.areas_digest_subject(city=self.place_names.cities[data["city_id"]][to.locale], day=day_text)
        rows = tuple(
            Button(
                texts.areas_digest_row(
                    event=texts.area_event(step["event"]),
                    number=step["number"],
                    place=self.place_names.place(step, to.locale),
                ),
                self.links.request(step["request_id"]),
            )
            for step in data["steps"]
        )
        return MessageContent(
            locale=to.locale,
            subject=subject,
            title=subject,
            paragraphs=(greeting(to, texts), texts.areas_digest_lead(day=day_text)),
            buttons=(Button(texts.areas_digest_open(), self.links.page("areas")),),
            rows_title=texts.areas_digest_rows(shown=len(rows), count=data["count"]),
            rows=rows,
            preferences=self.preferences,
        )


def _day(day: date, texts: Messages) -> str:
    """Return the day of a digest; with its year in the letter of 1 January, which is about the year before."""
    month = texts.letter_month(month=day.month)
    if (day + timedelta(days=1)).year == day.year:
        return texts.letter_day(day=day.day, month=month)
    return texts.letter_day_year(day=day.day, month=month, year=day.year)
