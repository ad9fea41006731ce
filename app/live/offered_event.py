"""An event as filters test it."""

from collections.abc import Iterator
from functools import cached_property, lru_cache

from app.domain.log.events import LoggedEvent
from app.domain.requests.service_request import ServiceRequest
from app.domain.text.folding import stored_text

GRAM = 3
"""The length of the pieces of text by which subscriptions to a text are indexed."""


folded = lru_cache(1024)(stored_text)
"""Replays test the same events again and again; the longest texts of a request have 24 KB."""


class OfferedEvent:
    """An event, with what many filters need of it computed once."""

    def __init__(self, logged: LoggedEvent) -> None:
        self.logged = logged

    @cached_property
    def states(self) -> tuple[ServiceRequest, ...]:
        """The request after the event; then, where a promise was replaced, the request with the former promise."""
        event = self.logged.event
        return (event.request,) if event.former is None else (event.request, event.former.put_back(event.request))

    @cached_property
    def search_text(self) -> str:
        """The texts of the request as the database stores them for search."""
        request = self.logged.event.request
        return folded(request.number, request.address, request.description)

    @cached_property
    def grams(self) -> frozenset[str]:
        """Every piece of ``GRAM`` characters of the folded texts."""
        return frozenset(grams_of(self.search_text))


def grams_of(text: str) -> Iterator[str]:
    """Yield every piece of ``GRAM`` characters of a text."""
    return (text[start : start + GRAM] for start in range(len(text) - GRAM + 1))
