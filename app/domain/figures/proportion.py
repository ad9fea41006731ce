"""How sure a share is that was observed in a few cases."""

from math import sqrt

Z_95 = 1.959963984540054
"""The quantile of the normal distribution for an interval that holds the true share 95 times in 100."""


def wilson_interval(successes: int, count: int, z: float = Z_95) -> tuple[float, float]:
    """Return the interval of Wilson (1927) for a share, from 0 to 1; without cases it is all of that.

    Raises:
        ValueError: there are more successes than cases, or fewer than none.
    """
    if not 0 <= successes <= count:
        raise ValueError(f"expected 0 to {count} successes, got {successes}")
    if count == 0:
        return 0.0, 1.0
    share, square = successes / count, z * z
    centre = share + square / (2 * count)
    margin = z * sqrt(share * (1 - share) / count + square / (4 * count * count))
    scale = 1 + square / count
    return max(0.0, (centre - margin) / scale), min(1.0, (centre + margin) / scale)
