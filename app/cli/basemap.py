"""`qala basemap`: the street map that pages draw without a third party."""

import sys
from pathlib import Path

from cyclopts import App

from app.cli.console import app, err, out
from app.data.basemap_file import BasemapFolder, read_basemap
from app.settings import Settings

basemap = App(name="basemap", help="The street map of the installation.")
app.command(basemap)
_MEGABYTE = 1024 * 1024


@basemap.command(name="put")
def put_command(file: Path) -> None:
    """Serve a PMTiles file with the layers of Protomaps' basemap as the street map.

    docs/basemap.md says where a city gets it. The file is copied into QALA_HOME: run this on each machine that
    serves. Pages that are opened from then on draw it.
    """
    if not file.is_file():
        err.print(f"{file}: there is no such file", markup=False)
        sys.exit(2)
    found = read_basemap(file)
    version = BasemapFolder(Settings.read().qala_home).put(file)
    out.print(
        f"Version {version}: zoom {found.least_zoom} to {found.most_zoom},"
        f" from {found.west:.3f}, {found.south:.3f} to {found.east:.3f}, {found.north:.3f},"
        f" {found.size / _MEGABYTE:.1f} MB."
    )


@basemap.command(name="remove")
def remove_command() -> None:
    """Remove the street map: pages use TILE_URL again, or a plain background."""
    removed = BasemapFolder(Settings.read().qala_home).remove()
    out.print("The street map is removed." if removed else "There was no street map.")
