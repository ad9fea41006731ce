"""Features of the map as JSON text, written by PostgreSQL: a Python object for each would cost more than its query."""


def rounded(degrees: str) -> str:
    """Return an expression of this one to the millionth."""
    return f"round(({degrees}) * 1e6) / 1e6"


def _point(longitude: str, latitude: str) -> str:
    parts = [rounded(longitude), rounded(latitude)]
    return f"""'{{"type":"Feature","geometry":{{"type":"Point","coordinates":[' || {parts[0]} || ',' || {parts[1]}"""


def cluster_json(count: str, overdue: str, centre: tuple[str, str], edges: tuple[str, str, str, str]) -> str:
    """Return an expression of the feature of several requests; ``edges`` are west, south, east, north."""
    box = " || ',' || ".join(edges)
    return (
        f"""{_point(*centre)} || ']}},"properties":{{"cluster":true,"count":' || {count} """
        f"""|| ',"overdue":' || {overdue} || ',"bbox":[' || {box} || ']}}}}'"""
    )


def request_json(request: str, is_overdue: str, due_at: str) -> str:
    """Return an expression of the feature of one request; ``request`` is the alias of its row.

    ``due_at`` is null unless the deadline runs: an open page then marks the request overdue without asking again.
    """
    due = f"""replace(to_char({due_at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '.000000', '')"""
    return (
        f"""{_point(f"{request}.longitude", f"{request}.latitude")} || ']}},"properties":{{"cluster":false,"id":"' """
        f"""|| {request}.id || '","number":' || to_json({request}.number) || ',"status":"' || {request}.status """
        f"""|| '","categoryId":' || to_json({request}.category_id) || ',"isOverdue":' || ({is_overdue})::text """
        f"""|| ',"dueAt":' || coalesce('"' || {due} || '+00:00"', 'null') || '}}}}'"""
    )


def collection(features: str | None, *, is_part: bool) -> bytes:
    """Return the FeatureCollection of features that are joined by commas."""
    end = b',"partial":true}' if is_part else b"}"
    return b'{"type":"FeatureCollection","features":[' + (features or "").encode() + b"]" + end
