"""Writes the front end's limits of typed texts: ``python -m scripts.text_limits``.

A test compares the committed file with this text, so that page and server refuse the same.
"""

from pathlib import Path

from app.domain import text_limits

LIMITS = Path(__file__).parents[1] / "frontend" / "src" / "domain" / "limits.ts"


def limits_typescript() -> str:
    """Return ``frontend/src/domain/limits.ts``."""
    return "\n".join(
        [
            "// Written by `python -m scripts.text_limits` from app/domain/text_limits.py. Do not edit.",
            "/** The longest texts that the server accepts, in characters as `lengthOf` counts them. */",
            "export const limits = {",
            *(f"  {name}: {limit}," for name, limit in text_limits.ALL.items()),
            "} as const;",
            "",
        ]
    )


if __name__ == "__main__":
    LIMITS.write_text(limits_typescript())
