"""One service request as an export shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app.auth.photo_visibility import PhotoView
from app.domain.accounts.roles import Locale
from app.domain.photos.photo import PhotoKind, PhotoSize
from app.domain.requests.service_request import ServiceRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who sent a request, for the staff of its city."""

    name: str | None
    email: str | None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedRequest:
    """A request with what belongs to it, as the audience of the export may see it."""

    request: ServiceRequest
    photos: Sequence[PhotoView] = ()
    executor: str | None = None
    """The name of the executor."""
    organisation: str | None = None
    """The organisation of the executor."""
    merged_into: str | None = None
    """The number of the request that it repeats."""
    reporter: Reporter | None = None
    """None unless the export has personal data."""
    points: int | None = None
    """What its executor was paid for it; None unless the export has personal data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """For whom and when a file is written: all that its cells depend on beside the requests."""

    locale: Locale
    now: datetime
    zone: ZoneInfo
    """The zone of the city, in which spreadsheets show times."""
    city: str
    """The name of the city."""
    categories: Mapping[str, str]
    """The names of the categories by id."""
    districts: Mapping[str, str] = field(default_factory=dict)
    """The names of the districts by id."""
    public_url: str
    personal: bool
    """Whether the file has personal data."""

    def page_of(self, request_id: UUID) -> str:
        """Return the address of the page of a request."""
        return f"{self.public_url}/#/request/{request_id}"

    def photos_of(self, exported: ExportedRequest, kind: PhotoKind) -> list[str]:
        """Return the addresses of the photos of one kind.

        They are those of the application and not of an S3 server: a signed link would end within hours.
        """
        return [
            f"{self.public_url}/photos/{view.photo.keys[PhotoSize.LARGE]}"
            for view in exported.photos
            if view.photo.kind is kind
        ]
