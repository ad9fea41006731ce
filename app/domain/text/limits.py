"""The longest texts that people may type, in characters after ``texts.clean_text``.

The page has the same limits: ``python -m scripts.generated`` writes ``frontend/src/domain/limits.ts`` from these.
"""

from typing import Final

ADDRESS: Final = 300
DESCRIPTION: Final = 4000
COMMENT: Final = 2000
NOTE: Final = 1000
"""The note of a step, and the words of a verdict."""
REASON: Final = 1000
"""The reason of a step, of a hidden photo or of a changed policy."""
DECISION_REASON: Final = 500
"""The reason of a decision on an account."""
PERSON_NAME: Final = 100
ORGANISATION_NAME: Final = 120
SEARCH: Final = 100

ALL: Final = {
    "address": ADDRESS,
    "description": DESCRIPTION,
    "comment": COMMENT,
    "note": NOTE,
    "reason": REASON,
    "decisionReason": DECISION_REASON,
    "personName": PERSON_NAME,
    "organisationName": ORGANISATION_NAME,
    "search": SEARCH,
}
"""Each limit by its name on the page."""
