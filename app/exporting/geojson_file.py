"""GeoJSON (RFC 7946) for maps; its properties have the names and values of the API, in every language alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from app.domain.photos.photo import PhotoKind
from app.exporting.columns import minutes_of_work, minutes_to_start, was_late
from app.exporting.exported_request import Edition, ExportedRequest


class GeoJsonFile:
    """Writes a FeatureCollection from its beginning to its end, one feature a line."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._is_first = True

    def head(self) -> bytes:
        """Return the beginning of the collection."""
        return b'{"type":"FeatureCollection","features":['

    def rows(self, requests: Sequence[ExportedRequest]) -> bytes:
        """Return the features of these requests."""
        written = b"".join(b",\n" + orjson.dumps(self._feature(exported)) for exported in requests)
        if self._is_first and requests:
            self._is_first = False
            return written[1:]
        return written

    def end(self) -> bytes:
        """Return the end of the collection."""
        return b"\n]}\n"

    def _feature(self, exported: ExportedRequest) -> dict[str, Any]:
        request = exported.request
        return {
            "type": "Feature",
            "id": str(request.id),
            "geometry": {"type": "Point", "coordinates": [round(request.longitude, 6), round(request.latitude, 6)]},
            "properties": self._properties(exported),
        }

    def _properties(self, exported: ExportedRequest) -> dict[str, Any]:
        request, edition = exported.request, self._edition
        shown: dict[str, Any] = {
            "number": request.number,
            "status": request.status.value,
            "categoryId": request.category_id,
            "category": edition.categories.get(request.category_id),
            "districtId": request.district_id,
            "district": edition.districts.get(request.district_id or ""),
            "address": request.address,
            "description": request.description,
            "createdAt": _time(request.created_at),
            "startedAt": _time(request.started_at),
            "doneAt": _time(request.done_at),
            "closedAt": _time(request.closed_at),
            "closedBy": request.closed_by,
            "promisedAt": _time(request.promised_at),
            "dueAt": _time(request.due_at),
            "late": was_late(exported, edition.now),
            "acceptMinutes": minutes_to_start(exported),
            "workMinutes": minutes_of_work(exported),
            "executor": exported.executor,
            "organisation": exported.organisation,
            "rating": request.rating,
            "mergedInto": exported.merged_into,
            "reportSource": request.report_source,
            "photos": {kind.value: edition.photos_of(exported, kind) for kind in PhotoKind},
            "page": edition.page_of(request.id),
        }
        if edition.personal:
            reporter = exported.reporter
            shown |= {
                "author": reporter and reporter.name,
                "email": reporter and reporter.email,
                "phone": reporter and reporter.phone,
                "points": exported.points,
            }
        return shown


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
