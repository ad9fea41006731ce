"""docs/security.md names tests; each of them has to be there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", (ROOT / "docs" / "security.md").read_text())


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_that_the_page_names_exists(file, name):
    """A line without its test would be a promise."""
    tree = ast.parse((ROOT / file).read_text())

    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_attack_has_a_test():
    """No item of the page without one."""
    page = (ROOT / "docs" / "security.md").read_text()
    items = re.findall(r"^\* \*\*.*?(?=^\* |^#|\Z)", page, re.M | re.S)

    assert len(items) > 20
    assert [item for item in items if "::test_" not in item] == []
