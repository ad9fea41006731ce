"""The longest texts that people may type, and the sizes of areas, for the page."""

from app.domain.notifications import followed_area
from app.domain.text import limits


def limits_typescript() -> str:
    """Return ``frontend/src/domain/limits.ts``."""
    return "\n".join(
        [
            "// Written by `python -m scripts.generated` from `app/domain`. Do not edit.",
            "/** The longest texts that the server accepts, in characters as `lengthOf` counts them. */",
            "export const limits = {",
            *(f"  {name}: {limit}," for name, limit in limits.ALL.items()),
            "} as const;",
            "",
            "/** The sizes of a circle that an account follows, and how many areas one account may follow. */",
            "export const areaLimits = {",
            f"  leastMetres: {followed_area.LEAST_RADIUS_METRES},",
            f"  mostMetres: {followed_area.MOST_RADIUS_METRES},",
            f"  most: {followed_area.MOST_AREAS},",
            "} as const;",
            "",
        ]
    )
