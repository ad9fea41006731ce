"""A plugin of pytest: processes that have collected the same files share them, and each file is run by one of them.

A process takes files in the order of its command line, and goes on until all are taken.
"""

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--taken", type=Path, required=True, help="the folder where the processes note what they took")


def take(folder: Path, file: str) -> bool:
    """Note in the folder that this process runs the file; False if another one does."""
    try:
        os.close(os.open(folder / file.replace("/", "-"), os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def taken_files(items: list[pytest.Item], folder: Path) -> Iterator[list[pytest.Item]]:
    """Take one file after another; yield the tests of each."""
    for file, tests in groupby(items, key=lambda item: item.nodeid.partition("::")[0]):
        if take(folder, file):
            yield list(tests)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the tests of the files that this process takes, as the loop of pytest runs all."""
    if session.testsfailed:
        return None  # the loop of pytest says what could not be collected
    files = taken_files(session.items, session.config.getoption("--taken"))
    tests = next(files, [])
    while tests:
        following: list[pytest.Item] = []
        for item, after in zip(tests, [*tests[1:], None], strict=True):
            if after is None:
                # Taken before the last test of this file, so that the fixtures of the session outlive that test.
                following = next(files, [])
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=after or next(iter(following), None))
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
        tests = following
    return True
