"""Statements that name the live table of events alone, which has none that are archived."""

import re
from collections import Counter
from pathlib import Path

APP = Path(__file__).parents[3] / "app"
_NAMES_IT = re.compile(r"\b(?:FROM|JOIN|USING|UPDATE|INTO|ONLY)\s+event\b")
KNOWN = {
    # Both tables, or the live one beside the archive.
    "models/log/whole_log.py": 4,
    "models/log/archive_rows.py": 3,
    "models/requests/imported_requests.py": 1,
    "events/log_redaction.py": 2,
    "events/projections/request_state.py": 1,
    "events/log.py": 2,
    # Events without a position, or that a consumer has not read: none of them is archived.
    "events/stamping.py": 5,
    "events/consumer.py": 1,
    "events/online_rebuild.py": 1,
    "models/privacy/anonymised_requests.py": 1,
    "queries/log/projections.py": 1,
    "queries/requests/totals.py": 1,
    # Those of yesterday.
    "notifications/digest.py": 1,
    "notifications/area_digest.py": 1,
}


def test_no_other_statement_reads_the_live_table_alone():
    """It would miss what is archived: ``app.models.log.whole_log`` has what to read instead."""
    found = Counter[str]()
    for file in APP.rglob("*.py"):
        found[str(file.relative_to(APP))] += len(_NAMES_IT.findall(file.read_text("utf-8")))

    assert {name: number for name, number in found.items() if number} == KNOWN
