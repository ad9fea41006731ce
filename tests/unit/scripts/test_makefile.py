"""The Makefile works in a checkout whose path has spaces and letters of any alphabet."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("target", ["setup", "test", "check", "lock"])
def test_a_space_in_the_path_of_the_checkout_breaks_no_command(tmp_path, target):
    """What make would run names programs of this checkout as one word."""
    checkout = tmp_path / "Менің қалам" / "qala control"
    checkout.mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", checkout)
    for name in ("requirements-dev.lock", "frontend/package-lock.json", "frontend/index.html", "frontend/package.json"):
        (checkout / name).parent.mkdir(exist_ok=True)
        (checkout / name).touch()
    (checkout / "schema").mkdir()
    (checkout / "schema" / "schema.graphql").touch()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}

    planned = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", target],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    words = shlex.split(planned, comments=True)
    named = [word for word in words if str(tmp_path) in word]
    assert named
    assert [word for word in named if not word.startswith(f"{checkout}/")] == []
