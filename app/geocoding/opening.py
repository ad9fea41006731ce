"""The geocoder that the settings name."""

import httpx2

from app.auth.limiter import Limiter
from app.clock import Clock
from app.geocoding.geocoder import Geocoder
from app.geocoding.service import Service
from app.settings import Settings


def open_geocoder(settings: Settings, client: httpx2.AsyncClient, limiter: Limiter, clock: Clock) -> Geocoder | None:
    """Return the geocoder, or None where the settings name none.

    Raises:
        SettingsError: ``GEOCODER_URL`` is no address of a geocoder.
    """
    if settings.geocoder_url is None:
        return None
    # Operators of geocoders ask for a name by which they can find who asks.
    agent = f"QalaControl ({settings.public_url or 'no public address'})"
    return Geocoder(Service.of(settings.geocoder_url), client, limiter, clock, agent=agent)
