"""How requests are spread: over cities, streets, hours, categories and words. Invented, in the shape of 311 tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, product
from math import cos, floor, pi

from app.data.catalog import load_categories, load_cities
from app.data.demo import load_demo, load_descriptions
from app.domain.text.folding import fold
from app.domain.text.query import number_of

DAYS = 1500
FIRST_CITY = "almaty"
FIRST_CITY_SHARE = 0.5
CITY_EXPONENT = 1.0
MOST_STREETS, FEWEST_STREETS = 900, 60
MOST_EXECUTORS, FEWEST_EXECUTORS = 90, 6
WORDS = 20_000
REQUESTS_OF_AN_AUTHOR = 12
_BY_WEEKDAY = (1.15, 1.1, 1.05, 1.0, 1.0, 0.6, 0.5)
_BY_HOUR = (1, 1, 1, 1, 1, 2, 5, 10, 16, 20, 21, 19, 17, 17, 17, 16, 15, 14, 12, 10, 8, 6, 3, 2)
# Share of the requests, median hours until work begins, median hours of the work. The shares fall as those of a large
# American city's table do, where the first four kinds are half of all; durations differ by a factor of a hundred.
MIX: dict[str, tuple[float, float, float]] = {
    "garbage": (0.17, 6, 20),
    "pothole": (0.13, 20, 30),
    "lighting": (0.11, 24, 40),
    "snow_ice": (0.09, 3, 9),
    "illegal_dumping": (0.07, 30, 45),
    "water_leak": (0.07, 1.5, 9),
    "tree": (0.06, 60, 120),
    "building": (0.05, 70, 160),
    "sewer": (0.05, 2, 10),
    "heating": (0.04, 1.5, 12),
    "road_sign": (0.04, 30, 50),
    "traffic_light": (0.03, 1, 6),
    "graffiti": (0.02, 60, 80),
    "stray_animals": (0.02, 12, 20),
    "playground": (0.02, 60, 110),
    "bus_stop": (0.01, 60, 100),
    "other": (0.02, 48, 120),
}
_BEGINNINGS = "ақ алтын бай бес биік дала ер жаңа жас жетім кең көк құм қара қызыл мың нұр сары тас тоғыз үш шар"
_ENDS = "адыр арал арық асу ата бастау бел бұлақ дария жайлау жол көл қала құдық өзен қорған орман сай су төбе тоғай"
_SYLLABLES = "ба бе гү да до жа жи зе ка ке құ ла ло ма мү на не ора рі са сұ та тө ұл үй ша ші ыр"


@dataclass(frozen=True)
class Tables:
    """Rows of the tables of the schema ``bench`` that requests are drawn from, and cumulated shares."""

    hours: list[tuple[int, int, int, datetime]]
    """Number, first and last request, beginning."""
    cities: list[tuple[object, ...]]
    """Number, id, letters of its numbers, the same folded, streets, executors, the first executor."""
    city_shares: list[float]
    streets: list[tuple[object, ...]]
    """City, rank, name, name folded, latitude, longitude, to the end of the street in degrees: north, east."""
    categories: list[tuple[object, ...]]
    """Number, id, hours of the promise, hours until work begins, hours of work, number of texts."""
    category_shares: list[float]
    reports: list[tuple[int, int, str, str]]
    """Category, number, text, text folded."""
    words: list[tuple[int, str, str]]
    authors: int


def tables(size: int, now: datetime) -> Tables:
    """Return the tables for so many requests that were made before ``now``."""
    cities, city_shares = _cities()
    categories, category_shares = _categories()
    return Tables(
        hours=list(_hours(size, now)),
        cities=cities,
        city_shares=city_shares,
        streets=list(_streets(cities)),
        categories=categories,
        category_shares=category_shares,
        reports=list(_reports()),
        words=list(_words()),
        authors=max(50, size // REQUESTS_OF_AN_AUTHOR),
    )


def _hours(size: int, now: datetime) -> Iterator[tuple[int, int, int, datetime]]:
    """Yield the hours with the numbers of their requests: waves by hour, weekday and season, and growth by year."""
    last = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    times = [last - timedelta(hours=back) for back in reversed(range(DAYS * 24))]
    weights = [_weight(at, place / len(times)) for place, at in enumerate(times)]
    total, reached, before = sum(weights), 0.0, 0
    for number, (at, weight) in enumerate(zip(times, weights, strict=True)):
        reached += weight
        upto = size if at == last else floor(size * reached / total)
        if upto > before:
            yield number, before + 1, upto, at
        before = max(before, upto)


def _weight(at: datetime, age: float) -> float:
    # Kazakhstan is five hours ahead; spring, when the snow goes, has most reports.
    local = at + timedelta(hours=5)
    season = 1 + 0.25 * cos(2 * pi * (local.timetuple().tm_yday - 100) / 365)
    return _BY_HOUR[local.hour] * _BY_WEEKDAY[local.weekday()] * season * (0.4 + 0.6 * age)


def _cities() -> tuple[list[tuple[object, ...]], list[float]]:
    known = sorted(load_cities(), key=lambda city: city.id != FIRST_CITY)
    rest = [1 / rank**CITY_EXPONENT for rank in range(1, len(known))]
    shares = [FIRST_CITY_SHARE, *((1 - FIRST_CITY_SHARE) * one / sum(rest) for one in rest)]
    rows: list[tuple[object, ...]] = []
    executors_before = 0
    for number, (city, share) in enumerate(zip(known, shares, strict=True), 1):
        prefix = number_of(city.id, 0).partition("-")[0]
        streets = max(FEWEST_STREETS, round(MOST_STREETS * share / FIRST_CITY_SHARE))
        executors = max(FEWEST_EXECUTORS, round(MOST_EXECUTORS * share / FIRST_CITY_SHARE))
        rows.append((number, city.id, prefix, fold(prefix), streets, executors, executors_before))
        executors_before += executors
    return rows, _begins(shares)


def _begins(shares: Sequence[float]) -> list[float]:
    """Return where each share begins, as ``width_bucket`` takes it."""
    return [0.0, *(round(end / sum(shares), 9) for end in list(accumulate(shares))[:-1])]


def _streets(cities: Sequence[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """Yield streets that lie around the centre, the busy ones nearer; every third name is an invented one."""
    places = {city.id: city for city in load_cities()}
    names = list(_street_names())
    for number, city_id, _, _, streets, *_ in cities:
        city = places[str(city_id)]
        width, height = city.bbox.east - city.bbox.west, city.bbox.north - city.bbox.south
        for rank in range(1, int(str(streets)) + 1):
            # Two irrational steps spread points evenly; the square root makes the centre denser.
            across, along = (rank * 0.754877666) % 1 - 0.5, (rank * 0.569840291) % 1 - 0.5
            far = 0.25 + 0.7 * (rank / int(str(streets))) ** 0.5
            name = names[(rank * 7 + int(str(number)) * 31) % len(names)]
            flat = rank % 2
            yield (
                *(number, rank, name, fold(name)),
                *(city.latitude + height * far * along * 0.8, city.longitude + width * far * across * 0.8),
                *(0.0 if flat else height * 0.05, width * 0.05 if flat else 0.0),
            )


def _street_names() -> Iterator[str]:
    known = {part.strip() for place in load_demo().places for part in (*place.kk.split("–"), *place.ru.split("–"))}
    yield from sorted(known)
    for first, last in product(_BEGINNINGS.split(), _ENDS.split()):
        yield f"{first}{last} көшесі".capitalize()


def _categories() -> tuple[list[tuple[object, ...]], list[float]]:
    texts = load_descriptions()
    rows: list[tuple[object, ...]] = []
    for number, category in enumerate(load_categories(), 1):
        _, accept, work = MIX[category.id]
        count = sum(len(some) for some in texts[category.id].values())
        rows.append((number, category.id, category.sla_hours, accept, work, count))
    return rows, _begins([MIX[str(row[1])][0] for row in rows])


def _reports() -> Iterator[tuple[int, int, str, str]]:
    texts = load_descriptions()
    for number, category in enumerate(load_categories(), 1):
        both = (text for language in ("kk", "ru") for text in texts[category.id][language])
        for at, text in enumerate(both, 1):
            yield number, at, text, fold(text)


def _words() -> Iterator[tuple[int, str, str]]:
    """Yield invented words of three or four syllables, no two alike; the first is common, the last is rare."""
    made = product(_SYLLABLES.split(), repeat=4)
    # A step that shares no factor with the number of words mixes them.
    all_words = ["".join(parts) for parts in made]
    for number in range(1, WORDS + 1):
        word = all_words[number * 397_643 % len(all_words)]
        yield number, word, fold(word)
