"""The public page of a request, `/r/<number>`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from app.auth.photo_visibility import PhotoView
from app.domain.accounts.roles import Locale
from app.domain.log.events import EventKind, LoggedEvent
from app.domain.photos.photo import PhotoSize
from app.domain.text.hidden_texts import TextPart
from app.localisation import messages
from app.localisation.moments import moment_text
from app.queries.public.requests import PublicRequest
from app.web.letters.plain_page import typed
from app.web.public.document import SITE, Document, Picture

_HIDDEN = {
    EventKind.WORK_CONFIRMED: EventKind.CLOSED_UNANSWERED,
    EventKind.ASSIGNED: "ASSIGNED_BY_RULE",
}
"""What a step of this kind is called that no person took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a request is, by names in the language of the page."""

    city_id: str
    city: str
    district: str | None
    category: str
    zone: ZoneInfo


def path_of_request(number: str) -> str:
    """Return the path of the public page of a request."""
    return f"/r/{quote(number, safe='')}"


def path_of_city(city_id: str) -> str:
    """Return the path of the public page of a city."""
    return f"/c/{city_id}"


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Writes the page of one request in one language."""

    found: PublicRequest
    place: Place
    locale: Locale
    named_locale: Locale | None
    public_url: str
    now: datetime

    def document(self) -> Document:
        """Return the page."""
        request, photo = self.found.request, self.found.after or self.found.before
        route = f"#/request/{request.id}"
        if self.named_locale is not None:
            route += f"?lang={self.named_locale.lower()}"
        return Document(
            locale=self.locale,
            named_locale=self.named_locale,
            path=path_of_request(request.number),
            city_id=request.city_id,
            title=": ".join((request.number, ", ".join(filter(None, (self.place.category, request.address))))),
            description=". ".join(filter(None, (self._status, self._where, request.description))),
            body="".join(self._body(route)),
            linked_data=self._linked_data(),
            photo=None if photo is None else _picture(photo),
            is_indexed=self.found.is_indexed,
            app_route=route,
        )

    @property
    def _status(self) -> str:
        return messages(self.locale).status(self.found.request.status)

    @property
    def _where(self) -> str:
        return ", ".join(filter(None, (self.found.request.address, self.place.district, self.place.city)))

    def _body(self, route: str) -> Iterator[str]:
        texts, request = messages(self.locale), self.found.request
        late = f' <span class="late">{escape(texts.overdue())}</span>' if request.is_overdue(self.now) else ""
        yield f'<p class="soft">{escape(texts.letter_fact_request())} {escape(request.number)}</p>'
        yield f'<p class="status"><span class="s-{request.status}">{escape(self._status)}</span>{late}</p>'
        yield f"<h1>{escape(self.place.category)}</h1>"
        yield f'<p class="soft">{self._typed_place()}</p>'
        city = f"{path_of_city(self.place.city_id)}{self._lang}"
        yield (
            f'<p class="links"><a class="button main" href="/{escape(route)}">{escape(texts.public_live())}</a>'
            f'<a class="button" href="{escape(city)}">{escape(self.place.city)}</a></p>'
        )
        yield from self._photos()
        if request.description:
            yield f'<p class="words" dir="auto">{escape(request.description)}</p>'
        elif TextPart.DESCRIPTION in self.found.hidden_parts:
            yield f'<p class="soft">{escape(texts.public_hidden())}</p>'
        yield f'<dl class="facts card">{"".join(self._facts())}</dl>'
        if self.found.steps:
            steps = "".join(f"<li>{self._step(logged)}</li>" for logged in self.found.steps)
            yield f'<h2>{escape(texts.public_timeline())}</h2><ol class="card">{steps}</ol>'

    @property
    def _lang(self) -> str:
        return "" if self.named_locale is None else f"?lang={self.named_locale.lower()}"

    def _typed_place(self) -> str:
        request, texts = self.found.request, messages(self.locale)
        address = typed(request.address) if request.address else ""
        if not address and TextPart.ADDRESS in self.found.hidden_parts:
            address = escape(texts.public_hidden())
        return ", ".join(filter(None, (address, escape(self.place.district or ""), escape(self.place.city))))

    def _photos(self) -> Iterator[str]:
        texts = messages(self.locale)
        shown = ((self.found.before, "BEFORE"), (self.found.after, "AFTER"))
        figures = [
            f'<figure><img src="{escape(_photo_path(view, PhotoSize.MEDIUM))}" width="{view.photo.width}"'
            f' height="{view.photo.height}" alt="{escape(texts.letter_photo(name))}">'
            f"<figcaption>{escape(texts.letter_photo(name))}</figcaption></figure>"
            for view, name in shown
            if view is not None
        ]
        if figures:
            yield f'<div class="photos">{"".join(figures)}</div>'

    def _facts(self) -> Iterator[str]:
        texts, request = messages(self.locale), self.found.request
        moments = {"SUBMITTED": request.created_at, "DUE": request.due_at, "DONE": request.done_at}
        for name, moment in moments.items():
            if moment is not None:
                yield _fact(texts.public_fact(name), self._time(moment))
        if self.found.executor is not None:
            yield _fact(texts.role("EXECUTOR"), typed(self.found.executor.name))
        if request.rating is not None:
            yield _fact(texts.public_fact("RATING"), escape(texts.rating_stars(count=request.rating)))

    def _step(self, logged: LoggedEvent) -> str:
        event, texts = logged.event, messages(self.locale)
        kind = event.kind if event.actor_role is not None else _HIDDEN.get(event.kind, event.kind)
        text = texts.event(kind, texts.event("OTHER"))
        reason = "" if event.reason is None else typed(texts.reason(event.reason, event.reason))
        return f"{self._time(event.at)}{escape(text)}{f' <span class=soft>{reason}</span>' if reason else ''}"

    def _time(self, moment: datetime) -> str:
        text = moment_text(messages(self.locale), moment.astimezone(self.place.zone))
        return f'<time datetime="{moment.isoformat()}">{escape(text)}</time>'

    def _linked_data(self) -> dict[str, Any]:
        request, photo = self.found.request, self.found.after or self.found.before
        data = {
            "@context": "https://schema.org",
            "@type": "Report",
            "@id": self.public_url + path_of_request(request.number),
            "url": self.public_url + path_of_request(request.number),
            "reportNumber": request.number,
            "headline": f"{self.place.category}, {self._where}",
            "description": request.description or None,
            "about": self.place.category,
            "creativeWorkStatus": self._status,
            "datePublished": request.created_at.isoformat(),
            "dateModified": request.updated_at.isoformat(),
            "inLanguage": self.locale.lower(),
            "image": None if photo is None else self.public_url + _photo_path(photo, PhotoSize.LARGE),
            "publisher": {"@type": "Organization", "name": SITE, "url": f"{self.public_url}/"},
            "contentLocation": {
                "@type": "Place",
                "name": self._where,
                "geo": {"@type": "GeoCoordinates", "latitude": request.latitude, "longitude": request.longitude},
            },
        }
        return {name: value for name, value in data.items() if value is not None}


def _picture(view: PhotoView) -> Picture:
    # Not the large one: WhatsApp shows no picture of more than 600 KB, and 600 pixels are enough for every messenger.
    return Picture(_photo_path(view, PhotoSize.MEDIUM), *PhotoSize.MEDIUM.fitted(view.photo.width, view.photo.height))


def _photo_path(view: PhotoView, size: PhotoSize) -> str:
    # Not a signed link to the storage: it would expire in the previews that messengers keep.
    return f"/photos/{view.photo.keys[size]}"


def _fact(name: str, value: str) -> str:
    return f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>"
