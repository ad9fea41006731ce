"""The perceptual hash of a picture: a difference hash of 64 bits. Similar pictures have hashes that differ little."""

from PIL import Image

_SIDE = 72
_DECISIVE_LEVELS = 2
_LEAST_DECISIVE = 20
_LEAST_MIXED = 6
_BITS = 64
_ORDER = sorted(range(_BITS), key=lambda cell: ((cell % 8 + cell // 8) % 3, cell))
"""The cell of each bit, the highest bit first. Neighbouring cells of a photo are alike (a sky is smooth), so each third
of the hash, by which the index finds it, takes its bits from the whole picture."""
ORIENTATIONS: tuple[Image.Transpose | None, ...] = (None, *Image.Transpose)
"""Unchanged first, then the seven ways to turn or mirror it."""


def perceptual_hashes(picture: Image.Image) -> tuple[int, ...]:
    """Return the hashes of the picture in its eight orientations, upright first; signed, as PostgreSQL keeps them.

    Each bit says whether the brightness rises from one cell of a 9 x 8 grid to its right neighbour. Empty for a flat
    picture: its bits would be noise, and a smooth sky would match a lens cap.
    """
    # In two steps: the first is the expensive one, and all orientations share it.
    small = picture.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    hashes = []
    for orientation in ORIENTATIONS:
        turned = small if orientation is None else small.transpose(orientation)
        differences = _differences(turned)
        if not _is_distinctive(differences):
            return ()
        value = sum(1 << (_BITS - 1 - place) for place, cell in enumerate(_ORDER) if differences[cell] > 0)
        hashes.append(value - (1 << _BITS) if value >> (_BITS - 1) else value)
    return tuple(hashes)


def _differences(square: Image.Image) -> list[int]:
    grey = square.resize((9, 8), Image.Resampling.BICUBIC).tobytes()
    return [grey[y * 9 + x + 1] - grey[y * 9 + x] for y in range(8) for x in range(8)]


def _is_distinctive(differences: list[int]) -> bool:
    decisive = sum(abs(difference) >= _DECISIVE_LEVELS for difference in differences)
    rising = sum(difference > 0 for difference in differences)
    return decisive >= _LEAST_DECISIVE and _LEAST_MIXED <= rising <= _BITS - _LEAST_MIXED
