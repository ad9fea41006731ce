"""Asks a geocoder of others, and never stands in the way: what does not come in time is left out."""

import asyncio
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx2
import orjson
import structlog

from app.auth.limiter import Limiter
from app.auth.limits import GEOCODER_BY_INSTALLATION, GEOCODER_BY_NETWORK
from app.clock import Clock
from app.domain.places.geo import Box
from app.domain.places.place import Place
from app.domain.text.folding import fold
from app.errors import RateLimited
from app.geocoding.service import Service

log = structlog.get_logger()
TIMEOUT_SECONDS = 2.0
MOST_AT_ONCE = 4
"""Questions beyond so many at once are not asked."""
MOST_BYTES = 256 * 1024
MOST_FOUND = 5
SHORTEST_TEXT = 3
PAUSE = timedelta(seconds=30)
"""How long a geocoder that failed is not asked."""
KEPT_FOR, MOST_KEPT = timedelta(days=1), 2_000
"""How long, and how many, answers are kept by each process."""
POINT_DECIMALS = 5
"""Questions about points within about a metre share an answer."""


class GeocoderFailed(Exception):
    """The geocoder gave no answer that can be used."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked; questions with one key have one answer."""

    key: Hashable
    url: str
    parameters: Mapping[str, str]
    box: Box
    language: str


class Geocoder:
    """A geocoder with a cache, a timeout, a limit and a pause after failures. It follows no redirect."""

    def __init__(
        self,
        service: Service,
        client: httpx2.AsyncClient,
        limiter: Limiter,
        clock: Clock,
        *,
        agent: str,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """``agent`` names the installation, as operators of geocoders ask for."""
        self._service = service
        self._client = client
        self._limiter = limiter
        self._clock = clock
        self._headers = {"User-Agent": agent, "Accept": "application/json"}
        self._timeout_seconds = timeout_seconds
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)
        self._kept: OrderedDict[Hashable, tuple[datetime, Sequence[Place]]] = OrderedDict()
        self._paused_until: datetime | None = None

    async def find(self, text: str, box: Box, language: str, network: str | None) -> Sequence[Place]:
        """Return places within the rectangle that the text may mean; none where no answer comes in time."""
        folded = fold(text)
        if len(folded) < SHORTEST_TEXT:
            return ()
        parameters = self._service.search(" ".join(text.split()), box, language, MOST_FOUND)
        question = _Question((box, language, folded), self._service.search_url, parameters, box, language)
        return await self._places(question, network)

    async def at(self, latitude: float, longitude: float, box: Box, language: str, network: str | None) -> Place | None:
        """Return what is at a point; None where no answer comes in time."""
        key = (round(latitude, POINT_DECIMALS), round(longitude, POINT_DECIMALS), language)
        parameters = self._service.reverse(latitude, longitude, language)
        found = await self._places(_Question(key, self._service.reverse_url, parameters, box, language), network)
        return next(iter(found), None)

    async def _places(self, question: "_Question", network: str | None) -> Sequence[Place]:
        now = self._clock.now()
        kept = self._kept.get(question.key)
        if kept is not None and now < kept[0] + KEPT_FOR:
            self._kept.move_to_end(question.key)
            return kept[1]
        if self._slots.locked() or (self._paused_until is not None and now < self._paused_until):
            return ()
        with suppress(RateLimited):
            await self._limiter.take((GEOCODER_BY_NETWORK, network), (GEOCODER_BY_INSTALLATION, "all"))
            return await self._asked(question)
        return ()

    async def _asked(self, question: "_Question") -> Sequence[Place]:
        async with self._slots:
            try:
                async with asyncio.timeout(self._timeout_seconds):
                    answer = await self._get(question.url, question.parameters)
            except (GeocoderFailed, TimeoutError, OSError, httpx2.HTTPError, httpx2.InvalidURL) as error:
                # Neither the text nor the address of the geocoder, which may have a key in it.
                log.warning("geocoder_failed", error=type(error).__name__)
                self._paused_until = self._clock.now() + PAUSE
                return ()
        found = tuple(self._service.places(answer, question.box, question.language))[:MOST_FOUND]
        self._kept[question.key] = self._clock.now(), found
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return found

    async def _get(self, url: str, parameters: Mapping[str, str]) -> Any:
        # A redirect could lead to an address inside our own network, so none is followed.
        request = self._client.stream(
            "GET", url, params=dict(parameters), headers=self._headers, follow_redirects=False
        )
        async with request as answer:
            if answer.status_code != 200:
                raise GeocoderFailed(f"status {answer.status_code}")
            body = bytearray()
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise GeocoderFailed("the answer is too long")
        try:
            return orjson.loads(bytes(body))
        except orjson.JSONDecodeError as error:
            raise GeocoderFailed("the answer is no JSON") from error
