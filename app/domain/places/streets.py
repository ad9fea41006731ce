"""Streets and other places in addresses, as people write them."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from app.domain.text.folding import stored_text

_NUMBER = re.compile(r"\s*[№#]?\s*\d.*")
_NOTHING = re.compile(r"[^\w]*")
MOST_CHARACTERS = 60


def common_places(addresses: Iterable[str], cities: Collection[str], *, most: int, least: int) -> list[str]:
    """Return the places that most of the addresses name, in their commonest spelling; at most ``most``.

    A place that fewer than ``least`` addresses name is left out: it says where few people live and not what the zone is
    called. ``cities`` are names that say nothing within their city.
    """
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    ignored = {stored_text(city) for city in cities}
    for address in addresses:
        for place in {stored_text(part): part for part in _parts(address) if stored_text(part) not in ignored}.items():
            spellings[place[0]][place[1]] += 1
    ranked = sorted(spellings.items(), key=lambda item: (-item[1].total(), item[0]))
    return [min(names, key=lambda name: (-names[name], name)) for _, names in ranked if names.total() >= least][:most]


def _parts(address: str) -> Iterable[str]:
    """Yield the parts of an address without the numbers of houses."""
    for part in address.split(","):
        name = " ".join(_NUMBER.sub("", part, count=1).split())
        if not _NOTHING.fullmatch(name) and len(name) <= MOST_CHARACTERS:
            yield name
