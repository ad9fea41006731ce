"""``zone_change``: the version of the zones of a city, a random id that each change of them replaces.

A process that has read the zones of a city keeps them, and reads them again when they have another version. A number
that grows, or that of the transaction, could come twice: after a rebuild, in a restored database, on a standby.
"""

from collections.abc import Iterable

from app.events.projections.arrays import array_of, array_text
from app.events.projections.write import Write

MARKED = "zone_changes"
"""The row of the table ``projection`` that says how far this table has come: a version that does not know it changes
zones, and leaves this one behind."""
TABLE = "zone_change"
_MARK = f"""
    INSERT INTO {TABLE} (city_id, version) SELECT {{}}, gen_random_uuid() FROM {{}}
    ON CONFLICT (city_id) DO UPDATE SET version = excluded.version
"""  # noqa: S608 - constants
_OF_CITIES = _MARK.format("city_id", f"unnest($1::{array_of('text')}) AS changed(city_id)")
MARK_ALL = _MARK.format("id", "city")
"""The statement that lets every process read all zones again."""


def marking(city_ids: Iterable[str]) -> Write:
    """Return the statement that notes a change of the zones of these cities."""
    return Write(_OF_CITIES, (array_text(sorted(set(city_ids))),))
