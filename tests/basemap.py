"""Small street maps in Protomaps' format, from geometry made here."""

import gzip
from pathlib import Path
from typing import Any

import mapbox_vector_tile
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from app.domain.places.geo import TILE_BITS, tile_of

ALMATY = (43.2389, 76.8897)
EXTENT = 4096
LAYERS = ("earth", "water", "roads", "places")


def write_basemap(
    path: Path, *, zooms: range = range(8, 15), around: tuple[float, float] = ALMATY, **header: Any
) -> Path:
    """Write a map of the tiles around a place: land, a square of water, two wide roads and a named place in each."""
    layers = header.pop("layers", LAYERS)
    with path.open("wb") as file:
        writer = Writer(file)
        for zoom in zooms:
            x, y = (number >> (TILE_BITS - zoom) for number in tile_of(*around))
            tiles = [(x + right, y + down) for right in (-2, -1, 0, 1, 2) for down in (-2, -1, 0, 1, 2)]
            for tile_id, content in sorted((zxy_to_tileid(zoom, *tile), _tile()) for tile in tiles):
                writer.write_tile(tile_id, content)
        latitude, longitude = around
        writer.finalize(
            {
                "tile_type": TileType.MVT,
                "tile_compression": Compression.GZIP,
                "min_zoom": zooms[0],
                "max_zoom": zooms[-1],
                "min_lon_e7": int((longitude - 1) * 1e7),
                "min_lat_e7": int((latitude - 1) * 1e7),
                "max_lon_e7": int((longitude + 1) * 1e7),
                "max_lat_e7": int((latitude + 1) * 1e7),
                "center_zoom": zooms[0],
                "center_lon_e7": int(longitude * 1e7),
                "center_lat_e7": int(latitude * 1e7),
                **header,
            },
            {"vector_layers": [{"id": name, "fields": {}} for name in layers]},
        )
    return path


def _tile() -> bytes:
    whole = [[0, 0], [EXTENT, 0], [EXTENT, EXTENT], [0, EXTENT], [0, 0]]
    square = [[400, 400], [1400, 400], [1400, 1400], [400, 1400], [400, 400]]
    middle = EXTENT // 2
    names = {"name": "Абай даңғылы", "name:ru": "проспект Абая", "name:en": "Abay Avenue"}
    road = {"kind": "highway", "min_zoom": 3, "sort_rank": 100, **names}
    place = {"kind": "locality", "kind_detail": "city", "min_zoom": 3, "population_rank": 12}
    layers = [
        {"name": "earth", "features": [_feature("Polygon", [whole], {"kind": "earth"})]},
        {"name": "water", "features": [_feature("Polygon", [square], {"kind": "lake", "min_zoom": 3})]},
        {
            "name": "roads",
            "features": [
                _feature("LineString", [[0, middle], [EXTENT, middle]], road),
                _feature("LineString", [[middle, 0], [middle, EXTENT]], road),
            ],
        },
        {
            "name": "places",
            "features": [
                _feature("Point", [1000, 3000], {**place, "name": "Алматы", "name:ru": "Алма-Ата", "name:en": "Almaty"})
            ],
        },
    ]
    return gzip.compress(mapbox_vector_tile.encode(layers, default_options={"extents": EXTENT}), mtime=0)


def _feature(kind: str, coordinates: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}
