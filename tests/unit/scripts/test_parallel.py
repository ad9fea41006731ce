"""The parts in which all tests run at the same time."""

import os
import subprocess
import sys
from pathlib import Path

from tests.parallel import TESTS, parts

_CONFTEST = """
import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def both_have_begun():
    print("begun", os.getpid())
    Path("begun", str(os.getpid())).touch()
    while len(os.listdir("begun")) < 2:
        os.sched_yield()
"""
_FILE = """
import pytest


@pytest.mark.parametrize("n", range(3))
def test_one(both_have_begun, n):
    print("test", __name__, n)
"""


def test_two_processes_may_take_each_folder_but_browsers_and_faults_have_one() -> None:
    folders = {path.parent.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")}

    takers = {
        folder: sum(any(f"{folder}/".startswith(f"{known}/") for known in known_to) for known_to in parts().values())
        for folder in folders
    }

    assert {folder for folder, count in takers.items() if count < 2} == {"e2e", "faults"}
    assert min(takers.values()) == 1


def test_each_file_is_run_by_one_process_and_a_session_goes_on_between_files(tmp_path: Path) -> None:
    home, taken = tmp_path / "tests", tmp_path / "taken"
    for folder in (home, home / "begun", taken):
        folder.mkdir()
    for number in range(8):
        (home / f"test_{number}.py").write_text(_FILE)
    (home / "conftest.py").write_text(_CONFTEST)
    (home / "pytest.ini").write_text("[pytest]")
    command = [sys.executable, "-m", "pytest", "-s", "-p", "tests.shared_files", "--taken", str(taken)]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(TESTS.parent)}

    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=home, env=environment) for _ in "12"]
    outputs = [process.communicate()[0] for process in running]

    assert [process.returncode for process in running] == [0, 0], outputs
    lines = [line for output in outputs for line in output.splitlines()]
    tests = sorted(line.partition("test ")[2] for line in lines if "test test_" in line)
    assert tests == [f"test_{number} {n}" for number in range(8) for n in range(3)]
    assert [output.count("begun") for output in outputs] == [1, 1]
