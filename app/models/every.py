"""Every model of the package, for Tortoise, so that a new table needs its own file only."""

from importlib import import_module
from inspect import isclass
from pathlib import Path

from tortoise.models import Model

_MODULES = [import_module(f"app.models.{file.stem}") for file in sorted(Path(__file__).parent.glob("[!_]*.py"))]
__models__ = [
    found
    for module in _MODULES
    for found in vars(module).values()
    if isclass(found) and issubclass(found, Model) and found.__module__ == module.__name__
]
