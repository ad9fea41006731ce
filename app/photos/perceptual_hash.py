"""How a picture looks, in 64 bits: a difference hash. Equal scenes have near hashes, whatever size and quality."""

from PIL import Image

_SIDE = 72
_DECISIVE_LEVELS = 2
_LEAST_DECISIVE = 20
_LEAST_MIXED = 6
_BITS = 64
_ORDER = sorted(range(_BITS), key=lambda cell: ((cell % 8 + cell // 8) % 3, cell))
"""Which cell each bit tells of, the highest bit first. Neighbouring cells of a photograph agree (all of a sky is
smooth), so the bits of each third of the hash, by which the index finds it, are drawn from the whole picture."""
ORIENTATIONS: tuple[Image.Transpose | None, ...] = (None, *Image.Transpose)
"""As it is first, then the seven ways to turn or mirror it."""


def perceptual_hashes(picture: Image.Image) -> tuple[int, ...]:
    """Return the hashes of the picture in its eight orientations, upright first; signed, as PostgreSQL keeps them.

    Each bit says whether the brightness rises from one cell of a 9 x 8 grid to its right neighbour. Empty for a picture
    too flat to tell anything: its bits would be noise, and a smooth sky or a lens cap would look like any other.
    """
    # By two steps, because the first is the costly one and all orientations share it.
    small = picture.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    looks = []
    for orientation in ORIENTATIONS:
        turned = small if orientation is None else small.transpose(orientation)
        differences = _differences(turned)
        if not _tells_something(differences):
            return ()
        look = sum(1 << (_BITS - 1 - place) for place, cell in enumerate(_ORDER) if differences[cell] > 0)
        looks.append(look - (1 << _BITS) if look >> (_BITS - 1) else look)
    return tuple(looks)


def _differences(square: Image.Image) -> list[int]:
    grey = square.resize((9, 8), Image.Resampling.BICUBIC).tobytes()
    return [grey[y * 9 + x + 1] - grey[y * 9 + x] for y in range(8) for x in range(8)]


def _tells_something(differences: list[int]) -> bool:
    decisive = sum(abs(difference) >= _DECISIVE_LEVELS for difference in differences)
    rising = sum(difference > 0 for difference in differences)
    return decisive >= _LEAST_DECISIVE and _LEAST_MIXED <= rising <= _BITS - _LEAST_MIXED
