"""The colour of a city: readable on light ground, and made lighter for dark ground."""

import re

LIGHT_GROUND, DARK_GROUND = "#e1ece8", "#193035"
"""The darkest ground on which pages show the colour as text in the light scheme, and the lightest in the dark one."""
LEAST_CONTRAST = 4.5
"""What the accessibility guidelines ask of text (WCAG 2.2, 1.4.3)."""
_DARK_CONTRAST = 7.0
_STEPS = 20
_HEX = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """Whether the text is a colour such as ``#0e3f45``, in lower case."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def on_dark_ground(colour: str) -> str:
    """Return the colour with as much white in it as reading it on dark ground takes."""
    for step in range(_STEPS + 1):
        mixed = _with_white(colour, step / _STEPS)
        if contrast(mixed, DARK_GROUND) >= _DARK_CONTRAST:
            return mixed
    raise AssertionError("white itself has more contrast")


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(colour: str) -> float:
    shares = [value / 255 for value in _channels(colour)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _with_white(colour: str, share: float) -> str:
    return "#" + "".join(f"{round(value + (255 - value) * share):02x}" for value in _channels(colour))
