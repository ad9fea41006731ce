"""QC014: migrations of large tables do not stop those who write them."""

import ast
import re
from collections.abc import Iterator

from scripts.rules.base import Finding, Rule, SourceFile

LARGE_TABLES = (
    *("event", "service_request", "photo", "notification", "letter", "follow", "verdict", "points_entry"),
    *("request_state", "map_cell", "day_figure"),
)
_LARGE_MODELS = {
    *("EventRow", "ServiceRequestRow", "PhotoRow", "NotificationRow", "Letter", "Follow", "Verdict", "PointsEntry"),
    *("RequestState", "MapCell", "DayFigure"),
}
SINCE = "0040"
"""Earlier migrations create these tables, or belong to installations that are closed while they are upgraded."""
_CREATE = re.compile(
    rf"\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY\b)(?:(?!\bCREATE\b)[^;])*?\bON\s+({'|'.join(LARGE_TABLES)})\b",
    re.S,
)


def _applies(file: SourceFile) -> bool:
    return file.is_python and file.is_in("migrations") and file.path.removeprefix("migrations/")[:4] >= SINCE


def _indexes(file: SourceFile) -> Iterator[Finding]:
    # In the text, because a statement may be put together from parts.
    for found in _CREATE.finditer(file.text):
        line = file.text.count("\n", 0, found.start()) + 1
        yield line, f"{found[1]} is large: an index of it is made by app.models.online_indexes"
    for node in ast.walk(file.tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "AddIndex" and (table := _model_of(node)) in _LARGE_MODELS:
            yield node.lineno, f"{table} is large: an index of it is made by app.models.online_indexes"
    if "online_indexes(" in file.text and not re.search(r"^    atomic = False$", file.text, re.M):
        yield 1, "indexes cannot be made online within a transaction: the migration needs `atomic = False`"


def _model_of(call: ast.Call) -> str:
    for keyword in call.keywords:
        if keyword.arg == "model_name" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return ""


ONLINE_INDEXES = Rule("QC014", "online-indexes", _applies, _indexes)
