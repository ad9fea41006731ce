"""QC011: no module stands outside the import contract."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.rules.base import Violation

CODE = "QC011"
PAGE = "docs/rules/qc011-every-module-in-the-contract.md"


def outside_contract(root: Path) -> Iterator[Violation]:
    """Yield a violation for each module of ``app``, and each root package, that no layer names."""
    linter = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = {name.strip() for layer in linter["contracts"][0]["layers"] for name in layer.split("|")}
    for name in _modules(root):
        if name not in layers:
            yield Violation("pyproject.toml", 1, CODE, f"{name} stands in no layer of the import contract")


def _modules(root: Path) -> Iterable[str]:
    yield "schema"
    for path in sorted((root / "app").iterdir()):
        if path.is_dir() and (path / "__init__.py").exists():
            yield f"app.{path.name}"
        elif path.suffix == ".py" and path.stem != "__init__":
            yield f"app.{path.stem}"
