"""Features of the map as JSON text, without a Python object for each, which would cost more than the query."""

from collections.abc import Sequence


def rounded(degrees: str) -> str:
    """Return an expression of this one to the millionth."""
    return f"round(({degrees}) * 1e6) / 1e6"


def cluster_properties(count: str, overdue: str, edges: tuple[str, str, str, str]) -> str:
    """Return an expression of the properties of several requests; ``edges`` are west, south, east, north."""
    box = " || ',' || ".join(edges)
    return f"""'{{"cluster":true,"count":' || {count} || ',"overdue":' || {overdue} || ',"bbox":[' || {box} || ']}}'"""


def request_properties(request: str, is_overdue: str, due_at: str) -> str:
    """Return an expression of the properties of one request; ``request`` is the alias of its row.

    ``due_at`` is null unless the deadline runs: an open page then marks the request overdue without asking again.
    """
    due = f"""replace(to_char({due_at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '.000000', '')"""
    return (
        f"""'{{"cluster":false,"id":"' || {request}.id || '","number":' || to_json({request}.number) """
        f"""|| ',"status":"' || {request}.status || '","categoryId":' || to_json({request}.category_id) """
        f"""|| ',"isOverdue":' || ({is_overdue})::text """
        f"""|| ',"dueAt":' || coalesce('"' || {due} || '+00:00"', 'null') || '}}'"""
    )


def feature_json(longitude: str, latitude: str, properties: str) -> str:
    """Return an expression of a feature; coordinates that are rounded have the shortest texts."""
    return (
        f"""'{{"type":"Feature","geometry":{{"type":"Point","coordinates":[' || {longitude} || ',' || {latitude} """
        f"""|| ']}},"properties":' || {properties} || '}}'"""
    )


def features_of(longitudes: Sequence[float], latitudes: Sequence[float], properties: Sequence[str]) -> str:
    """Return the features of these arrays, joined by commas; coordinates to the millionth."""
    return ",".join(
        f'{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{round(longitude, 6)},{round(latitude, 6)}]}},'
        f'"properties":{given}}}'
        for longitude, latitude, given in zip(longitudes, latitudes, properties, strict=True)
    )


def collection(features: str | None, *, is_part: bool) -> bytes:
    """Return the FeatureCollection of features that are joined by commas."""
    end = b',"partial":true}' if is_part else b"}"
    return b'{"type":"FeatureCollection","features":[' + (features or "").encode() + b"]" + end
