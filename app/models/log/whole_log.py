"""The whole event log in SQL: the table ``event``, and the old months that were moved to ``event_archive``.

Every position of the archive is before every position of ``event``, so a reader of events that cannot be archived
reads ``event`` alone: those without a position, those of the last days, and those that no projection or consumer has
read. Every other reader has its events from here.
"""

ALL_EVENTS = "(SELECT * FROM event UNION ALL SELECT * FROM event_archive)"
"""All events. Conditions and orders reach the indexes of both tables, and by position only months that are asked for
are opened; a condition without a position looks into each month."""
DISPUTES = """
    (SELECT position, request_id, city_id, at, kind, (snapshot ->> 'executor_id')::uuid AS executor_id FROM event
    UNION ALL SELECT position, request_id, city_id, at, 'WORK_DISPUTED'::varchar(24), executor_id FROM archived_dispute)
"""
"""All disputes, with the executor of then; the archived ones are noted beside the months. The reader adds the condition
``DISPUTED``: within, it would keep PostgreSQL from looking for single requests."""
DISPUTED = "kind = 'WORK_DISPUTED'"


def archived_of(requests: str) -> str:
    """Return the query for the archived events of some requests, which opens only the months that can have them.

    ``requests`` ends a comparison with the id: ``= $1``, ``= ANY($1)``, or ``= r.id`` after LATERAL or in a subquery.
    """
    return f"""
        (SELECT moved.* FROM archived_request, LATERAL (
            SELECT * FROM event_archive WHERE event_archive.request_id = archived_request.request_id
                AND position BETWEEN archived_request.first_position AND archived_request.last_position OFFSET 0
        ) AS moved WHERE archived_request.request_id {requests})
    """  # noqa: S608 - constants


def events_of(requests: str) -> str:
    """Return the query for all events of some requests, named as ``archived_of`` wants it."""
    live = f"SELECT * FROM event WHERE request_id {requests}"  # noqa: S608 - constants
    return f"({live} UNION ALL {archived_of(requests)})"


def completions_of(request: str) -> str:
    """Return an expression for how often the work on a request was completed; ``request`` is its id in SQL."""
    return f"""
        ((SELECT count(*) FROM event e WHERE e.request_id = {request} AND e.kind = 'WORK_COMPLETED')
            + coalesce((SELECT completions FROM archived_request WHERE request_id = {request}), 0))
    """  # noqa: S608 - constants
