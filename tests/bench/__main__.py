"""``make bench``: measure the server and its peers on temporary engines, and print the tables.

``make bench`` ends within a few minutes; ``make bench ARGS=--full`` is what docs/benchmarks.md shows.
"""

import argparse
import asyncio
import os
import platform
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console

from app.cli.engines import EngineUrls, prepare
from app.embedded import embedded
from tests.bench.archive import report_archive
from tests.bench.attackers import KINDS as ATTACKS
from tests.bench.cards import report_cards
from tests.bench.command_cost import report_command_cost
from tests.bench.commands import report_commands
from tests.bench.contenders import CONTENDERS, Absent, Contender, versions
from tests.bench.deadlines import report_deadlines
from tests.bench.endurance import endurance
from tests.bench.enumeration import report_enumeration
from tests.bench.fanout import Case, Figures, measure
from tests.bench.first_load import report_first_load
from tests.bench.hostile import report_hostile
from tests.bench.hostile_sockets import report_hostile_sockets
from tests.bench.latency import Pace, latency, written
from tests.bench.photos import report_photos
from tests.bench.photos_live import report_photos_live
from tests.bench.process import DidNotBegin
from tests.bench.reconnect import Storm, storm
from tests.bench.report import Result, fanout_table, figures_table
from tests.bench.similar_photos import report_similar_photos
from tests.bench.two_browsers import report_two_browsers

FAST = {"ours", "picows", "broadcast"}
FAST_NODE = {"bun", "graphql-ws"}
"""The contenders of cases that would take hours for the others."""
LATENCY = {
    "p50": "p50 ms", "p95": "p95", "p99": "p99", "cpu_us": "CPU us a delivery", "a_second": "commands/s",
    "lost": "lost", "doubled": "doubled",
}  # fmt: skip
STORM = {
    "p50_seconds": "half are back, s", "all_seconds": "all are back, s", "cpu_us": "CPU us a socket",
    "reads": "reads of the table", "renders": "executions", "refused": "tries refused", "lost": "lost",
    "doubled": "doubled",
}  # fmt: skip
LONG = {
    "minutes": "minutes", "events": "events", "first_mb": "Pss MB first", "last_mb": "last", "highest_mb": "highest",
    "core": "% of a core", "p50": "p50 ms", "p99": "p99", "lost": "lost", "doubled": "doubled", "gone": "closed",
}  # fmt: skip


class Bench:
    """Runs cases and prints their tables."""

    def __init__(self, console: Console, urls: EngineUrls, contenders: Sequence[Contender], runs: int) -> None:
        self._console = console
        self._urls = urls
        self._contenders = contenders
        self._runs = runs
        self._absent: dict[str, str] = {}

    @contextmanager
    def _measuring(self, name: str) -> Iterator[None]:
        """Show what is being measured, also where the output is a file: tables come only after minutes."""
        if self._console.is_terminal:
            with self._console.status(name):
                yield
            return
        begun = time.monotonic()
        self._console.print(f"measuring {name}", markup=False, soft_wrap=True)
        yield
        self._console.print(f"  done in {time.monotonic() - begun:.0f} s", markup=False)

    def fanout(self, case: Case, among: set[str] | None = None) -> None:
        """Measure the contenders in turns, so that other load of the machine affects all of them."""
        chosen = [one for one in self._contenders if among is None or one.key in among]
        found: dict[str, list[Figures]] = {one.key: [] for one in chosen}
        for turn in range(self._runs):
            for one in chosen:
                if one.key in self._absent:
                    continue
                with self._measuring(f"{case.title}, run {turn + 1} of {self._runs}: {one.name}"):
                    try:
                        found[one.key].append(measure(one, self._urls, case))
                    except (Absent, DidNotBegin, RuntimeError) as error:
                        self._absent[one.key] = str(error)
        results = [Result(one.key, one.name, found[one.key], self._absent.get(one.key, "")) for one in chosen]
        self._console.print(fanout_table(case.title, results), "")

    def ours(self, title: str, columns: dict[str, str], cases: dict[str, Callable[[], Figures]]) -> None:
        """Measure a case of our server alone."""
        results = []
        for name, case in cases.items():
            with self._measuring(name):
                results.append(Result(name, name, [case() for _ in range(self._runs)]))
        self._console.print(figures_table(title, columns, results), "")

    def latencies(self, sockets: int, events: int, rates: Sequence[float] = (5, 50), *, letters: bool = True) -> None:
        """Measure the latency from commit to client, without letters and, if so asked, with them."""
        paces = [
            Pace(sockets=sockets, a_second=a_second, events=events, letters=with_letters)
            for with_letters in ((False, True) if letters else (False,))
            for a_second in rates
        ]
        cases: dict[str, Callable[[], Figures]] = {}
        for pace in paces:
            cases[pace.title] = partial(latency, self._urls, pace)
            if not pace.letters:
                cases[f"picows, which only writes: {pace.title}"] = partial(written, self._urls, pace)
        seconds = sum(pace.seconds for pace in paces) * 2 * self._runs
        self._console.print(f"The commands of the {len(paces)} latency cases take {seconds:.0f} s.")
        self.ours("commit to client", LATENCY, cases)

    def storms(self, sockets: int) -> None:
        """Measure the reconnection of all sockets at once."""
        storms = [Storm(sockets=sockets, to_a_new_process=new) for new in (False, True)]
        cases: dict[str, Callable[[], Figures]] = {one.title: partial(storm, self._urls, one) for one in storms}
        self.ours("all sockets reconnect at once after 10 missed events", STORM, cases)

    def long(self, sockets: int, minutes: float) -> None:
        """Measure memory and losses with many sockets over minutes."""
        title = f"{sockets:,} sockets held, one event a second"
        self.ours(title, LONG, {"QalaControl": lambda: endurance(self._urls, sockets, minutes)})


def short(bench: Bench, sockets: int) -> None:
    """Run the short selection of cases, which takes a few minutes."""
    bench.fanout(Case(sockets=sockets, rounds=20, most_seconds=10))
    bench.latencies(sockets, 100)
    bench.storms(sockets)


def full(bench: Bench) -> None:
    """Run all cases, which takes one or two hours."""
    for sockets in (1000, 5000):
        bench.fanout(Case(sockets=sockets))
    for topics in (100, 1000):
        bench.fanout(Case(sockets=1000, topics=topics, rounds=20, most_seconds=20))
    bench.fanout(Case(sockets=1000, rounds=5, burst=100, most_seconds=20), FAST | FAST_NODE)
    bench.fanout(Case(sockets=10_000, rounds=5, idle_seconds=50), FAST | FAST_NODE)
    bench.latencies(1000, 200)
    for sockets in (1000, 5000):
        bench.storms(sockets)


@contextmanager
def fresh_engines() -> Iterator[EngineUrls]:
    """Start PostgreSQL and Valkey in a temporary folder."""
    home = Path(tempfile.mkdtemp(prefix="qala-bench-"))
    home.chmod(0o755)
    try:
        with embedded(home) as started:
            urls = EngineUrls(str(started.database_url), str(started.redis_url))
            asyncio.run(prepare(urls.database_url))
            yield urls
    finally:
        shutil.rmtree(home, ignore_errors=True)


def read_arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    parser.add_argument("--full", action="store_true", help="every case: an hour or two")
    parser.add_argument("--long", action="store_true", help="only: 10,000 sockets held for five minutes")
    parser.add_argument("--commands", action="store_true", help="only: one command against the same SQL")
    parser.add_argument("--cards", action="store_true", help="only: what a page of 20 cards costs")
    parser.add_argument("--command-cost", action="store_true", help="only: CPU of a command over HTTP, all in")
    parser.add_argument("--deadlines", type=int, default=0, help="only: so many deadlines in one minute")
    parser.add_argument("--enumeration", type=int, default=0, help="only: whether time tells who has an account")
    parser.add_argument(
        "--hostile", nargs="?", type=int, const=120_000, default=0, help="only: attackers in a city of so many requests"
    )
    parser.add_argument(
        "--first-load", nargs="?", type=int, const=3, default=0, help="only: so many first visits on a slow network"
    )
    parser.add_argument(
        "--two-browsers", nargs="?", type=int, const=50, default=0, help="only: so many completions seen by a citizen"
    )
    parser.add_argument("--similar-photos", type=int, default=0, help="only: search among so many photographs")
    parser.add_argument("--archive", type=int, default=0, help="only: the archive of so many events of the log")
    parser.add_argument("--photos", nargs="?", const="", help="only: the pipeline on this file (none = a made one)")
    parser.add_argument("--photos-live", nargs="?", const="", help="only: what windows notice of such photographs")
    parser.add_argument("--hostile-sockets", choices=ATTACKS, help="only: what attackers cost a bystander")
    parser.add_argument("--attackers", default="0,2,6,20", help="with --hostile-sockets: how many, one after another")
    parser.add_argument("--runs", type=int, help="how often each is measured (3 with --full, else 1)")
    parser.add_argument("--sockets", type=int, help="how many sockets (1,000; 10,000 with --long)")
    parser.add_argument("--topics", type=int, help="only the fan-out, to so many topics")
    parser.add_argument("--burst", type=int, default=1, help="with --topics: so many events at once")
    parser.add_argument("--idle", type=float, default=0, help="with --topics: so many seconds of nothing, measured")
    parser.add_argument("--latency", action="store_true", help="only: from commit to client")
    parser.add_argument("--rates", default="5,50", help="with --latency: commands a second, one after another")
    parser.add_argument("--no-letters", action="store_true", help="with --latency: leave out the cases with letters")
    parser.add_argument("--storms", action="store_true", help="only: all sockets reconnect")
    parser.add_argument("--rounds", type=int, default=20, help="with --topics: how often")
    parser.add_argument("--minutes", type=float, default=5, help="with --long")
    known = ", ".join(one.key for one in CONTENDERS)
    parser.add_argument("--only", help=f"which servers, with commas between: {known}")
    return parser.parse_args()


def main() -> None:
    """Run the benchmarks that the command line selects."""
    chosen = read_arguments()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    console = Console(highlight=False, width=None if os.isatty(1) else 250)
    if chosen.photos is not None:
        console.print(report_photos(chosen.photos), markup=False, soft_wrap=True)
        return
    contenders = [one for one in CONTENDERS if not chosen.only or one.key in chosen.only.split(",")]
    console.print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}, {versions()}", "")
    with fresh_engines() as urls:
        if chosen.photos_live is not None:
            console.print(report_photos_live(urls, chosen.photos_live), markup=False, soft_wrap=True)
            return
        bench = Bench(console, urls, contenders, chosen.runs or (3 if chosen.full else 1))
        measure_chosen(bench, chosen, console, urls)
    console.print(f"load at the end: {os.getloadavg()[0]:.2f}")


REPORTS: dict[str, Callable[..., str]] = {
    "cards": report_cards,
    "command_cost": report_command_cost,
    "deadlines": report_deadlines,
    "enumeration": report_enumeration,
    "first_load": report_first_load,
    "hostile": report_hostile,
    "two_browsers": report_two_browsers,
    "similar_photos": report_similar_photos,
    "archive": report_archive,
    "photos_live": report_photos_live,
}
"""Benchmarks that return a text, by option; each takes the value of its option."""


def measure_chosen(bench: Bench, chosen: argparse.Namespace, console: Console, urls: EngineUrls) -> None:
    """Run the selected benchmark."""
    for name, report in REPORTS.items():
        if (value := getattr(chosen, name)) not in {None, 0}:
            console.print(report(urls, value), markup=False, soft_wrap=True)
            return
    if chosen.hostile_sockets:
        numbers = [int(number) for number in chosen.attackers.split(",")]
        console.print(report_hostile_sockets(urls, chosen.hostile_sockets, numbers), markup=False, soft_wrap=True)
    elif chosen.commands:
        console.print(report_commands(urls), markup=False, soft_wrap=True)
    else:
        measure_live(bench, chosen)
        if not (chosen.long or chosen.topics or chosen.latency or chosen.storms or chosen.full):
            console.print(report_commands(urls), markup=False, soft_wrap=True)


def measure_live(bench: Bench, chosen: argparse.Namespace) -> None:
    """Run the selected case of live delivery."""
    sockets = chosen.sockets or 1000
    if chosen.long:
        bench.long(chosen.sockets or 10_000, chosen.minutes)
    elif chosen.topics:
        rounds, idle = chosen.rounds, chosen.idle
        bench.fanout(Case(sockets=sockets, topics=chosen.topics, burst=chosen.burst, rounds=rounds, idle_seconds=idle))
    elif chosen.latency or chosen.storms:
        if chosen.latency:
            rates = [float(rate) for rate in chosen.rates.split(",")]
            bench.latencies(sockets, 200, rates, letters=not chosen.no_letters)
        if chosen.storms:
            bench.storms(sockets)
    elif chosen.full:
        full(bench)
    else:
        short(bench, sockets)


if __name__ == "__main__":
    main()
