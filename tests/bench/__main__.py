"""``make bench``: measure on engines of its own and print the tables."""

import argparse
import asyncio
import shutil
import tempfile
from pathlib import Path

from rich.console import Console

from app.cli.engines import EngineUrls, prepare
from app.embedded import embedded
from app.events.log import log_head
from app.models.database import database
from tests.bench.commands import report_commands
from tests.bench.deadlines import report_deadlines
from tests.bench.enumeration import report_enumeration
from tests.bench.fanout import report_fanout
from tests.bench.look_alikes import report_look_alikes
from tests.bench.photos import report_photos
from tests.bench.photos_live import report_photos_live


async def epoch_of(urls: EngineUrls) -> str:
    """Return the epoch of the log."""
    async with database(urls.database_url):
        return (await log_head())[0]


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=...")
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument(
        "--deadlines", type=int, default=0, help="measure so many deadlines in one minute, and only that"
    )
    parser.add_argument(
        "--enumeration", type=int, default=0, help="measure so many rounds whether time tells who has an account"
    )
    parser.add_argument("--look-alikes", type=int, default=0, help="search among so many photographs, and only that")
    parser.add_argument(
        "--photos", nargs="?", const="", help="measure the pipeline on this file (none = a made one), and only that"
    )
    parser.add_argument(
        "--photos-live",
        nargs="?",
        const="",
        help="measure what open windows notice of such photographs coming in, and only that",
    )
    chosen = parser.parse_args()
    console = Console(highlight=False)
    if chosen.photos is not None:
        console.print(report_photos(chosen.photos), markup=False, soft_wrap=True)
        return
    home = Path(tempfile.mkdtemp(prefix="qala-bench-"))
    home.chmod(0o755)
    try:
        with embedded(home) as started:
            urls = EngineUrls(str(started.database_url), str(started.redis_url))
            asyncio.run(prepare(urls.database_url))
            if chosen.deadlines:
                console.print(report_deadlines(urls, chosen.deadlines), markup=False, soft_wrap=True)
                return
            if chosen.enumeration:
                console.print(report_enumeration(urls, chosen.enumeration), markup=False, soft_wrap=True)
                return
            if chosen.look_alikes:
                console.print(report_look_alikes(urls, chosen.look_alikes), markup=False, soft_wrap=True)
                return
            if chosen.photos_live is not None:
                console.print(report_photos_live(urls, chosen.photos_live, home), markup=False, soft_wrap=True)
                return
            with console.status("fan-out"):
                table = report_fanout(urls, asyncio.run(epoch_of(urls)), chosen.sockets)
            console.print(table, markup=False, soft_wrap=True)
            with console.status("commands"):
                table = report_commands(urls)
            console.print(table, markup=False, soft_wrap=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)


main()
