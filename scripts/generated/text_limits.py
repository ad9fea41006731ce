"""The longest texts that people may type, for the page."""

from app.domain.text import limits


def limits_typescript() -> str:
    """Return ``frontend/src/domain/limits.ts``."""
    return "\n".join(
        [
            "// Written by `python -m scripts.generated` from app/domain/text/limits.py. Do not edit.",
            "/** The longest texts that the server accepts, in characters as `lengthOf` counts them. */",
            "export const limits = {",
            *(f"  {name}: {limit}," for name, limit in limits.ALL.items()),
            "} as const;",
            "",
        ]
    )
