"""A projection that can be compared with the tables that its own are counted from."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from datetime import datetime

from app.events.projections.comparison import PartProof
from app.events.projections.projection import Projection
from app.events.projections.request_state import Batch
from app.models.database import Fetch


class ComparedProjection(Projection):
    """A projection whose tables are counted again by ``qala projections verify``."""

    async def is_complete(self, fetch: Fetch) -> bool:
        """Return whether all its tables are up to date, where its position is."""
        del fetch
        return True

    @abstractmethod
    def differences(self, fetch: Fetch, now: datetime, pending: Batch) -> AsyncIterator[PartProof]:
        """Compare with the tables of commands, a part at a time; no part is held in memory whole.

        ``fetch`` reads one snapshot of the database. ``pending`` is what that snapshot holds and the sequencer has not
        folded yet.
        """
