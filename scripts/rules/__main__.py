"""Checks every committed text file by every rule; prints what breaks one and exits with 1."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.rules import packages
from scripts.rules.base import SourceFile, Violation
from scripts.rules.registry import RULES

ROOT = Path(__file__).parents[2]


def committed_files(root: Path) -> Iterator[SourceFile]:
    """Yield the text files that git tracks or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)  # noqa: S603 - a constant
    listed = done.stdout
    for name in filter(None, listed.split("\0")):
        path = root / name
        if path.is_symlink() or not path.is_file():
            continue
        try:
            yield SourceFile(name, path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue


def check(root: Path) -> list[Violation]:
    """Return all violations in the repository, in the order of files."""
    found = [violation for file in committed_files(root) for rule in RULES for violation in rule.violations(file)]
    return [*found, *packages.outside_contract(root)]


def main(codes: list[str]) -> int:
    """Print the violations of these rules, or of all rules when none is named; return the exit code."""
    found = [violation for violation in check(ROOT) if not codes or violation.code in codes]
    for violation in found:
        print(violation)
    if found:
        print(f"{len(found)} violations; docs/rules/ explains each rule", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
