"""The cameras of the demo city: drawings instead of photos, taken where and when the person stands there."""

import asyncio
from random import Random

from app.commands.desk import Desk
from app.commands.intake import Picture, PictureBytes
from app.commands.submit import Submission
from app.data.scenes import scene
from app.domain.photos import Shot
from app.domain.service_request import ServiceRequest

_STEP_DEGREES = 0.0001
"""About ten metres."""
_ELSEWHERE_DEGREES = 0.006
_CARELESS_SHARE = 0.05


async def photo(desk: Desk, dice: Random, place: ServiceRequest | Submission, *, fixed: bool, take: int = 0) -> Picture:
    """Return a photo of the place of a request. A few executors take theirs elsewhere, or say nothing of the shot."""
    seed = place.id.int if place.id else 0
    file = PictureBytes("photo.jpg", await asyncio.to_thread(scene, seed, fixed=fixed, take=take))
    luck = dice.random()
    if fixed and luck < _CARELESS_SHARE:
        return Picture(file)
    away = _ELSEWHERE_DEGREES if fixed and luck < 2 * _CARELESS_SHARE else 0.0
    return Picture(
        file,
        Shot(
            latitude=place.latitude + away + dice.gauss(0, _STEP_DEGREES),
            longitude=place.longitude + dice.gauss(0, _STEP_DEGREES),
            accuracy_metres=dice.uniform(5, 25),
            taken_at=desk.clock.now(),
        ),
    )
