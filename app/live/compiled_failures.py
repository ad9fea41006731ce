"""How many compiled operations of this process have failed and were executed once more by graphql-core."""

from collections import Counter

import structlog

log = structlog.get_logger()

QUERY, MUTATION, SUBSCRIPTION = "query", "mutation", "subscription"
KINDS = (QUERY, MUTATION, SUBSCRIPTION)
failures: Counter[str] = Counter()
"""By the kind of the operation. Refusals do not count: they are answers like others."""


def note_failure(kind: str, operation: str | None, error: Exception) -> None:
    """Count a failure and log it: the client gets the same answer, so only its cost would show it otherwise."""
    failures[kind] += 1
    log.warning("compiled_operation_failed", kind=kind, operation=(operation or "")[:80], error=repr(error)[:200])
