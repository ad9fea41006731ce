"""The street map of a city: one PMTiles file (version 3) with the vector tiles of Protomaps' basemap.

The format is at https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md.
"""

import gzip
import hashlib
import json
import shutil
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from app.errors import InvalidInput
from app.private_files import make_private_folder

ENDING = ".pmtiles"
KEPT = 2
"""Files that stay: the present one, and the one of before, which open pages still read."""
_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_MAGIC = b"PMTiles"
_MVT, _NO_COMPRESSION, _GZIP = 1, 1, 2
_LAYERS = frozenset({"roads", "earth", "water", "places"})
_MOST_METADATA = 4 * 1024 * 1024
_HASH_LETTERS = 20


@dataclass(frozen=True, slots=True)
class BasemapInfo:
    """What the header of a file says."""

    west: float
    south: float
    east: float
    north: float
    least_zoom: int
    most_zoom: int
    size: int


def read_basemap(path: Path) -> BasemapInfo:
    """Return what a file covers.

    Raises:
        InvalidInput: it is no file that pages can draw; names what is wrong and what was expected.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEADER.size)
        if len(head) < _HEADER.size or not head.startswith(_MAGIC):
            raise InvalidInput("file", f"{path.name}: expected a PMTiles file, which begins with {_MAGIC.decode()!r}")
        values = _HEADER.unpack(head)
        version, sections = values[1], values[2:10]
        _, internal, compression, kind, least, most = values[13:19]
        _expect(version == 3, path, f"version {version} of PMTiles; expected version 3")
        _expect(kind == _MVT, path, f"tiles of type {kind}; expected 1, vector tiles (MVT)")
        for name, found in (("tiles", compression), ("directories", internal)):
            # Browsers decompress gzip by themselves, and neither brotli nor zstd.
            _expect(found in {_NO_COMPRESSION, _GZIP}, path, f"compression {found} of the {name}; expected gzip")
        for offset, length in zip(sections[::2], sections[1::2], strict=True):
            _expect(offset + length <= size, path, f"{size} bytes, fewer than its header says; copy the whole file")
        metadata_at, metadata_length = sections[2], sections[3]
        _expect(metadata_length <= _MOST_METADATA, path, f"{metadata_length} bytes of metadata")
        file.seek(metadata_at)
        layers = _layers(file.read(metadata_length), internal, path)
    missing = sorted(_LAYERS - layers)
    _expect(not missing, path, f"no layer {', '.join(missing)}; expected the layers of Protomaps' basemap")
    west, south, east, north = (degrees / 10_000_000 for degrees in values[19:23])
    _expect(west < east and south < north, path, f"the bounds {west}, {south}, {east}, {north}; expected an area")
    return BasemapInfo(west, south, east, north, least, most, size)


def _layers(raw: bytes, compression: int, path: Path) -> set[str]:
    try:
        text = raw if compression == _NO_COMPRESSION else gzip.decompress(raw)
        return {layer["id"] for layer in json.loads(text)["vector_layers"]}
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise InvalidInput("file", f"{path.name}: unreadable metadata; expected JSON with vector_layers") from error


def _expect(holds: bool, path: Path, found: str) -> None:
    if not holds:
        raise InvalidInput("file", f"{path.name}: {found}")


class BasemapFolder:
    """The folder of the installation that has the street map, under names made of the content."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "basemap"

    def put(self, source: Path) -> str:
        """Copy a file that was read by ``read_basemap``; return its version. It takes the place of the one before."""
        make_private_folder(self._folder)
        unfinished = self._folder / ".new"
        try:
            shutil.copyfile(source, unfinished)
            unfinished.chmod(0o600)
            with unfinished.open("rb") as file:
                version = hashlib.file_digest(file, "sha256").hexdigest()[:_HASH_LETTERS]
            unfinished.replace(self._folder / f"{version}{ENDING}")
        finally:
            unfinished.unlink(missing_ok=True)
        for old in self._files()[KEPT:]:
            old.unlink(missing_ok=True)
        return version

    def remove(self) -> bool:
        """Delete the map; return whether there was one."""
        found = self._files()
        for file in found:
            file.unlink(missing_ok=True)
        return bool(found)

    def version(self) -> str | None:
        """Return the version that pages draw; None without a map."""
        found = self._files()
        return found[0].stem if found else None

    def path(self, version: str) -> Path | None:
        """Return the file of a version that is still there."""
        return next((file for file in self._files() if file.stem == version), None)

    def _files(self) -> list[Path]:
        """Return the files, the newest first."""
        if not self._folder.is_dir():
            return []
        found = [(file.stat().st_mtime_ns, file) for file in self._folder.glob(f"[0-9a-f]*{ENDING}")]
        return [file for _, file in sorted(found, reverse=True)]
