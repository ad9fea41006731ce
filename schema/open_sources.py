"""The sources of live subscriptions, for anonymous clients that ask for what others already get."""

from weakref import WeakValueDictionary

import orjson

from app.live.engine import OperationRequest, Source
from schema.executors import LONGEST_VARIABLES
from schema.plan import Plan


class OpenSources:
    """The sources that ``app.live`` holds at present, by document and variables.

    Without an account and without a cursor, the feed follows from these two alone: the field was resolved when the
    first client asked, and is not resolved again while its shared subscription goes on.
    """

    def __init__(self) -> None:
        self._held: WeakValueDictionary[tuple[str, bytes], Source] = WeakValueDictionary()

    def find(self, plan: Plan, request: OperationRequest) -> Source | None:
        """Return the source of the same operation without an account, if a client gets it at present."""
        key = _key(plan, request)
        return None if key is None else self._held.get(key)

    def keep(self, plan: Plan, request: OperationRequest, source: Source) -> None:
        """Let others that ask without an account find this source, unless it begins in the past."""
        key = _key(plan, request)
        if key is not None and source.feed.after is None:
            self._held[key] = source


def _key(plan: Plan, request: OperationRequest) -> tuple[str, bytes] | None:
    variables = orjson.dumps(request.variables)
    return None if len(variables) > LONGEST_VARIABLES else (plan.fingerprint, variables)
