"""The public page of a city, `/c/<city>`: its figures and the newest requests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.accounts.roles import Locale
from app.domain.requests.lifecycle import WORK_DONE
from app.domain.requests.service_request import ServiceRequest
from app.localisation import Messages, messages
from app.localisation.moments import moment_text
from app.models import City
from app.queries.figures.span_figures import SpanFigures
from app.queries.public.cities import DAYS, CityFigures, PublicCity
from app.web.letters.plain_page import typed
from app.web.public.document import SITE, Document
from app.web.public.request import path_of_city, path_of_request

_DAY_HOURS = 24
_HOURS_UP_TO = 48
"""Longer medians are given in days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CityPage:
    """Writes the page of one city in one language."""

    city: City
    city_name: str
    found: PublicCity
    categories: Mapping[str, str]
    """Names by id, as those of districts."""
    districts: Mapping[str, str]
    locale: Locale
    named_locale: Locale | None
    public_url: str

    def document(self) -> Document:
        """Return the page."""
        texts, counters = messages(self.locale), self.found.counters
        return Document(
            locale=self.locale,
            named_locale=self.named_locale,
            path=path_of_city(self.city.id),
            city_id=self.city.id,
            title=texts.public_city_title(city=self.city_name),
            description=texts.public_city_lead(
                city=self.city_name, waiting=counters.open, overdue=counters.overdue, total=counters.total
            ),
            body="".join(self._body(texts)),
            linked_data=self._linked_data(),
        )

    def _body(self, texts: Messages) -> Iterator[str]:
        counters = self.found.counters
        yield f"<h1>{escape(texts.public_city_title(city=self.city_name))}</h1>"
        links = (
            ("button main", self._app("map"), texts.public_map()),
            ("button", self._app("map", near="1"), texts.public_near()),
            ("button", self._app("report"), texts.public_report()),
        )
        written = "".join(f'<a class="{style}" href="{escape(url)}">{escape(text)}</a>' for style, url, text in links)
        yield f'<p class="links">{written}</p>'
        done = sum(counters.by_status[status] for status in WORK_DONE)
        shown = {"TOTAL": counters.total, "OPEN": counters.open, "OVERDUE": counters.overdue, "DONE": done}
        facts = "".join(_fact(texts.public_counter(name), str(count)) for name, count in shown.items())
        yield f'<dl class="facts figures card">{facts}</dl>'
        yield f"<h2>{escape(texts.public_days(days=DAYS))}</h2>"
        if self.found.figures is None:
            yield f'<p class="soft">{escape(texts.public_preparing())}</p>'
        else:
            yield from _figures(texts, self.found.figures, self.categories, self.districts)
        if self.found.newest:
            listed = "".join(f"<li>{self._line(texts, request)}</li>" for request in self.found.newest)
            yield f'<h2>{escape(texts.public_newest())}</h2><ol class="card">{listed}</ol>'

    def _app(self, page: str, **params: str) -> str:
        given = {"city": self.city.id, **params}
        if self.named_locale is not None:
            given["lang"] = self.named_locale.lower()
        return f"/#/{page}?" + "&".join(f"{name}={value}" for name, value in given.items())

    def _line(self, texts: Messages, request: ServiceRequest) -> str:
        lang = "" if self.named_locale is None else f"?lang={self.named_locale.lower()}"
        moment = moment_text(texts, request.created_at.astimezone(ZoneInfo(self.city.timezone)))
        place = ", ".join(filter(None, (self.categories.get(request.category_id, ""), request.address)))
        return (
            f'<a href="{escape(path_of_request(request.number) + lang)}">{escape(request.number)}</a> '
            f'<span class="s-{request.status}">{escape(texts.status(request.status))}</span><br>{typed(place)}'
            f'<time datetime="{request.created_at.isoformat()}">{escape(moment)}</time>'
        )

    def _linked_data(self) -> dict[str, Any]:
        url = self.public_url + path_of_city(self.city.id)
        return {
            "@context": "https://schema.org",
            "@type": "CollectionPage",
            "@id": url,
            "url": url,
            "name": messages(self.locale).public_city_title(city=self.city_name),
            "inLanguage": self.locale.lower(),
            "publisher": {"@type": "Organization", "name": SITE, "url": f"{self.public_url}/"},
            "about": {
                "@type": "City",
                "name": self.city_name,
                "geo": {
                    "@type": "GeoCoordinates",
                    "latitude": self.city.latitude,
                    "longitude": self.city.longitude,
                },
            },
        }


def _figures(
    texts: Messages, figures: CityFigures, categories: Mapping[str, str], districts: Mapping[str, str]
) -> Iterator[str]:
    city = figures.city
    shown = {
        "RECEIVED": str(city.received),
        "DONE": str(city.done),
        "ON_TIME": _percent(texts, city.on_time_share),
        "MEDIAN": _duration(texts, city.total.median_hours),
        "DISPUTED": str(city.disputed),
    }
    facts = "".join(_fact(texts.public_figure(name), value) for name, value in shown.items())
    yield f'<dl class="facts figures card">{facts}</dl>'
    for title, found, names in (
        (texts.public_by_category(), figures.by_category, categories),
        (texts.public_by_district(), figures.by_district, districts),
    ):
        known = {names[key]: one for key, one in found.items() if key in names}
        if known:
            yield f'<h2>{escape(title)}</h2><div class="table card">{_table(texts, title, known)}</div>'


def _table(texts: Messages, title: str, figures: Mapping[str, SpanFigures]) -> str:
    names = (texts.public_figure("RECEIVED"), texts.public_figure("DONE"), texts.public_figure("ON_TIME"))
    heads = "<td></td>" + "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    ordered = sorted(figures.items(), key=lambda item: (-item[1].received, item[0]))
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{one.received}</td><td>{one.done}</td>'
        f"<td>{escape(_percent(texts, one.on_time_share))}</td></tr>"
        for name, one in ordered
    )
    return f'<table aria-label="{escape(title)}"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _fact(name: str, value: str) -> str:
    return f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"


def _percent(texts: Messages, share: float | None) -> str:
    return "–" if share is None else texts.public_percent(percent=round(share * 100))


def _duration(texts: Messages, hours: float | None) -> str:
    if hours is None:
        return "–"
    if hours <= _HOURS_UP_TO:
        return texts.public_hours(hours=max(1, round(hours)))
    return texts.public_duration_days(days=round(hours / _DAY_HOURS))
