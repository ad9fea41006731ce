"""The projection ``request_states``, which all read models are folded from."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from app.domain.requests.service_request import FIELDS, ServiceRequest
from app.events.projections.comparison import PartProof
from app.events.projections.read_model import ReadModel
from app.events.projections.request_state import ANSWERED, RATINGS, Batch, RequestState, read_states
from app.events.projections.write import Write
from app.models.database import Fetch

PAGE = 2000
"""So many requests are read at a time to be compared."""
_REQUESTS = f"""
    SELECT {", ".join(FIELDS)}, {ANSWERED} AS answered, coalesce(found.rated, 0) AS rated,
           coalesce(found.stars, 0) AS stars
    FROM (SELECT * FROM service_request WHERE id > $1 ORDER BY id LIMIT $2) AS service_request
    LEFT JOIN LATERAL ({RATINGS} AND v.request_id = service_request.id GROUP BY v.request_id) AS found ON true
    ORDER BY id
"""  # noqa: S608 - constants
_COUNT = "SELECT count(*) AS n FROM service_request"
_ORPHANS = """
    SELECT request_id FROM request_state s WHERE NOT EXISTS (SELECT FROM service_request r WHERE r.id = s.request_id)
    ORDER BY request_id LIMIT 100
"""
_FIRST = UUID(int=0)


class RequestStates(ReadModel):
    """Each request as the read models have counted it."""

    name = "request_states"
    table = "request_state"
    tables = ("request_state",)

    async def writes_of(self, fetch: Fetch, batch: Batch) -> list[Write]:
        """Return nothing: the states of a batch are written whichever read models it is folded into."""
        return []

    async def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> AsyncIterator[PartProof]:
        """Compare each state with the row of its request."""
        changed = {change.after.request_id: change.after for change in pending.changes}
        found = [f"request_state {row['request_id']}: there is no such request" for row in await fetch(_ORPHANS)]
        parts = 1 - -(await fetch(_COUNT))[0]["n"] // PAGE
        yield PartProof(len(found), found, 1, parts)
        after, done = _FIRST, 1
        while rows := await fetch(_REQUESTS, after, PAGE):
            found, done = [], done + 1
            stored = {**await read_states(fetch, [row["id"] for row in rows]), **changed}
            for row in rows:
                request, ratings = ServiceRequest.from_columns(row), (row["rated"], row["stars"])
                counted = RequestState.of(request, now, answered=row["answered"], ratings=ratings)
                if (state := stored.get(row["id"])) != counted:
                    found.append(f"request_state {row['id']}: stored {state}, counted {counted}")
            after = rows[-1]["id"]
            yield PartProof(len(found), found, done, parts)
