"""``make bench-scale SIZE=10000,1000000``: fill databases of these sizes, measure the reads, print the table.

``KEEP=folder`` keeps the databases, and uses those that are there; ``ARGS="--peers"`` measures one page of a list
beside other programs on the same rows, ``ARGS="--load"`` the reads while commands run and sockets watch.
``LOG_MONTHS=1`` writes one month of the log, of the notifications and of the points: of ten million requests the log
alone would take 80 GB. The product keeps all of it; no read of the table looks at it, and all else is complete.
"""

import argparse
import asyncio
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from app.cli.engines import EngineUrls, prepare
from app.clock import SystemClock
from app.events.rebuild import rebuild_stale
from app.models.database import database
from tests.bench.process import Measured, server
from tests.bench.scale.engines import filling, measuring
from tests.bench.scale.fill import Filled, fill
from tests.bench.scale.load import under_load
from tests.bench.scale.peers import page_table
from tests.bench.scale.plans import plan_report
from tests.bench.scale.reads import Taken, measured
from tests.bench.scale.rebuild import rebuild_report
from tests.bench.scale.refill import refill
from tests.bench.scale.report import scale_table
from tests.bench.scale.rush import A_SECOND, rush_table
from tests.bench.scale.sequencer import sequencer_table
from tests.bench.servers.ours import COUNTS

MADE = "made.json"


def read_arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="make bench-scale ARGS=...", description=__doc__)
    parser.add_argument("--size", default="10000", help="numbers of requests, with commas between them")
    parser.add_argument("--keep", type=Path, help="a folder in which the databases stay, to be used again")
    parser.add_argument("--log-months", type=int, help="write the log of the newest so many months only, to save disk")
    parser.add_argument("--only", default="", help="measure the reads whose name has this in it")
    parser.add_argument("--peers", action="store_true", help="one page beside other programs on the same rows")
    parser.add_argument("--load", action="store_true", help="once more while commands run and 1,000 sockets watch")
    parser.add_argument("--sequencer", action="store_true", help="how many events a second are folded, by batch")
    parser.add_argument(
        "--rush", type=float, nargs="?", const=A_SECOND, help="a minute of so many commands a second (200)"
    )
    parser.add_argument("--rebuild", action="store_true", help="rebuild all projections beside commands and a replay")
    parser.add_argument("--plans", action="store_true", help="the plan of every list in every order")
    parser.add_argument("--no-reads", action="store_true", help="leave out the table of the reads")
    parser.add_argument("--fill-only", action="store_true", help="build the databases, measure nothing")
    chosen = parser.parse_args()
    if chosen.log_months is not None and chosen.log_months < 1:
        parser.error(f"--log-months: expected at least 1, got {chosen.log_months}")
    return chosen


@contextmanager
def home_of(size: int, keep: Path | None) -> Iterator[Path]:
    """Return the folder of the engines of one size."""
    home = Path(tempfile.mkdtemp(prefix="qala-scale-")) if keep is None else (keep / f"size-{size}").absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o755)
        yield home
    finally:
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)


def ensure_filled(home: Path, size: int, console: Console, log_months: int | None) -> Filled:
    """Fill the database of this folder unless it is there."""
    made = home / MADE
    if made.exists():
        filled = Filled(**json.loads(made.read_text()))
        console.print(f"{size:,} requests are in {home}", soft_wrap=True)
        return filled
    # What a fill that was stopped has left has no indexes.
    for left in home.iterdir():
        shutil.rmtree(left)
    console.print(f"{size:,} requests:")
    with filling(home) as url:
        filled = asyncio.run(fill(url, size, lambda line: console.print(line, soft_wrap=True), log_months))
    made.write_text(json.dumps(asdict(filled)))
    return filled


async def _migrated(database_url: str, filled: Filled) -> None:
    # A database that was kept may be older than the code.
    await prepare(database_url)
    await refill(database_url, filled.log_months)
    async with database(database_url):
        await rebuild_stale(database_url, SystemClock())


@contextmanager
def serving(urls: EngineUrls) -> Iterator[Measured]:
    """Run our server on these engines."""
    with tempfile.NamedTemporaryFile() as counts, tempfile.TemporaryDirectory() as home:
        counts.write(bytes(COUNTS.size))
        counts.flush()
        environment = {
            "COUNTS": counts.name,
            "QALA_HOME": home,
            "ANONYMISE_AFTER_DAYS": "0",
            # What is deleted meanwhile would be a difference after a rebuild.
            "NOTIFICATION_DAYS": "0",
            "DATABASE_URL": urls.database_url,
            "REDIS_URL": urls.redis_url,
            "READ_POINTS_PER_NETWORK": "100000000",
            # A client replays the log from its beginning.
            "REPLAY_LIMIT": "1000000000",
        }
        with server([sys.executable, "-m", "tests.bench.servers.ours"], environment) as running:
            yield running


def main() -> None:
    """Fill and measure."""
    chosen = read_arguments()
    console = Console(highlight=False, markup=False, width=None if os.isatty(1) else 250)
    console.print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}")
    at_rest: dict[int, dict[str, Taken]] = {}
    loaded: dict[int, dict[str, Taken]] = {}
    for size in map(int, chosen.size.split(",")):
        with home_of(size, chosen.keep) as home:
            filled = ensure_filled(home, size, console, chosen.log_months)
            console.print(f"{size:,} requests, {filled.events:,} events, filled in {filled.seconds:.0f} s")
            if chosen.fill_only:
                continue
            with measuring(home) as urls:
                asyncio.run(_migrated(urls.database_url, filled))
                if chosen.plans:
                    console.print(plan_report(urls.database_url), soft_wrap=True)
                if chosen.sequencer:
                    console.print(sequencer_table(urls), soft_wrap=True)
                with serving(urls) as running:
                    if not chosen.no_reads:
                        at_rest[size] = measured(running.port, urls.database_url, console.print, chosen.only)
                        console.print(scale_table(at_rest), soft_wrap=True)
                    if chosen.rush:
                        console.print(rush_table(urls, running.port, a_second=chosen.rush), soft_wrap=True)
                    if chosen.rebuild:
                        console.print(rebuild_report(urls, running.port), soft_wrap=True)
                    if chosen.load:
                        with under_load(urls, running.port):
                            loaded[size] = measured(running.port, urls.database_url, console.print, chosen.only)
                        console.print("beside 50 commands a second and 1,000 watchers:", scale_table(loaded), sep="\n")
                if chosen.peers:
                    console.print(page_table(urls, lambda: serving(urls)), soft_wrap=True)
    console.print(f"load at the end: {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
