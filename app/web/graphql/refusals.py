"""HTTP responses that carry GraphQL errors."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

from app.errors import error_json


def refusal(
    status: int, message: str, code: str | None = None, *, headers: Mapping[str, str] | None = None, **data: Any
) -> JSONResponse:
    """Return a response with one error in the form that GraphQL clients read."""
    return refusals(status, [error_json(message, code, **data)], headers=headers)


def refusals(status: int, errors: list[dict[str, Any]], *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return a response with these errors."""
    return JSONResponse({"errors": errors}, status, headers)
