"""Every model of the package and its folders, for Tortoise, so that a new table needs its own file only."""

from importlib import import_module
from inspect import isclass
from pathlib import Path

from tortoise.models import Model

_FOLDER = Path(__file__).parent
_FILES = sorted(path.relative_to(_FOLDER) for path in _FOLDER.rglob("[!_]*.py"))
_MODULES = [import_module(".".join(("app.models", *path.with_suffix("").parts))) for path in _FILES]
__models__ = [
    found
    for module in _MODULES
    for found in vars(module).values()
    if isclass(found) and issubclass(found, Model) and found.__module__ == module.__name__
]
