"""Python runs this at the start of every process that has this folder in its path: its clock can be made to jump.

``app.clock`` is the only module that reads the time, so the whole product sees the jump.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.clock import SystemClock


def _now(_: SystemClock) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=float(Path(os.environ["FAULTS_CLOCK"]).read_text()))


SystemClock.now = _now  # type: ignore[method-assign, assignment] # moves the clock
