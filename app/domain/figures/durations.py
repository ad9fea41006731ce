"""Histograms of durations with buckets that grow by 4 %: any percentile is within 2 % of the exact one.

A histogram is a mapping of bucket to count. It is stored as integers, each with the bucket in its upper bits.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, exp, floor, log
from typing import Any

GROWTH: float = 1.04
_LOG_GROWTH = log(GROWTH)
COUNT_BITS = 22
MOST_COUNTED = (1 << COUNT_BITS) - 1
LAST_BUCKET = 511
"""Nine bits: 1.04 to the power of 511 is 16 years of seconds."""

Histogram = Mapping[int, int]


def bucket_of(seconds: float) -> int:
    """Return the bucket of a duration; below a second it is 0, also for one that ends before it begins."""
    return 0 if seconds <= 1 else min(LAST_BUCKET, int(log(seconds) / _LOG_GROWTH))


def seconds_of(bucket: int) -> float:
    """Return the duration in the middle of the bucket: its geometric mean, at most 2 % from any other in it."""
    return exp((bucket + 0.5) * log(GROWTH))


def packed(histogram: Histogram) -> list[int]:
    """Return the histogram as integers of 31 bits, ordered by bucket; empty buckets are left out.

    Raises:
        OverflowError: a count is negative or has more than 22 bits.
    """
    numbers = []
    for bucket in sorted(histogram):
        count = histogram[bucket]
        if not 0 <= count <= MOST_COUNTED:
            raise OverflowError(f"bucket {bucket}: expected a count of 0 to {MOST_COUNTED}, got {count}")
        if count:
            numbers.append(bucket << COUNT_BITS | count)
    return numbers


def with_added(numbers: Iterable[int], counts: Histogram) -> list[int]:
    """Return a packed histogram with these counts added; a bucket that becomes empty is left out.

    Raises:
        OverflowError: a count becomes negative, or has more than 22 bits.
    """
    total = list(numbers)
    for bucket, count in counts.items():
        at = bisect_left(total, bucket << COUNT_BITS)
        until = at + 1 if at < len(total) and total[at] >> COUNT_BITS == bucket else at
        total[at:until] = packed({bucket: sum(number & MOST_COUNTED for number in total[at:until]) + count})
    return total


def added(packs: Iterable[Iterable[int]]) -> dict[int, int]:
    """Return the sum of packed histograms."""
    total: dict[int, int] = {}
    for numbers in packs:
        for number in numbers:
            bucket = number >> COUNT_BITS
            total[bucket] = total.get(bucket, 0) + (number & MOST_COUNTED)
    return total


def percentiles_of(keys: Sequence[tuple[bytes, bytes]], percents: Sequence[int]) -> list[tuple[float | None, ...]]:
    """Return percentiles in seconds of the packed histograms of each key; None for each where nothing is counted.

    A key has histograms that are summed, and those that are taken off them: the elements of the arrays as PostgreSQL
    sends them, one array after another: a length and a value of 32 bits each, the higher bytes first.
    """
    # Imported where figures are asked for: it costs 15 MB, and takes a tenth of a second.
    import numpy as np  # noqa: PLC0415 - see above

    def counts(side: int) -> Any:
        packs = [key[side] for key in keys]
        values = np.frombuffer(b"".join(packs), ">u4")[1::2].astype(np.int64)
        of_key = np.repeat(np.arange(len(packs)) * (LAST_BUCKET + 1), [len(pack) // 8 for pack in packs])
        return np.bincount(of_key + (values >> COUNT_BITS), values & MOST_COUNTED, len(packs) * (LAST_BUCKET + 1))

    total = counts(0) - counts(1) if any(taken for _, taken in keys) else counts(0)
    reached = np.cumsum(total.reshape(len(keys), LAST_BUCKET + 1), axis=1).astype(np.int64)
    # The first bucket with so many in it and below it; in integers, so that no share is rounded up by a fraction.
    places = [(reached < -(-reached[:, -1:] * percent // 100)).sum(axis=1).tolist() for percent in percents]
    return [
        tuple(seconds_of(found[n]) if count else None for found in places)
        for n, count in enumerate(reached[:, -1].tolist())
    ]


def percentile(histogram: Histogram, share: float) -> float | None:
    """Return the shortest duration in seconds that this share of all does not exceed; None for an empty histogram."""
    wanted = max(1, ceil(share * sum(histogram.values())))
    reached = 0
    for bucket in sorted(histogram):
        reached += histogram[bucket]
        if reached >= wanted:
            return seconds_of(bucket)
    return None


def interpolated(histogram: Histogram, share: float) -> float | None:
    """Return the percentile in seconds as PostgreSQL's ``percentile_cont`` gives it: between its two neighbours."""
    count = sum(histogram.values())
    if not count:
        return None
    place = share * (count - 1)
    low, high = (_of_rank(histogram, rank) for rank in (floor(place), ceil(place)))
    return low + (high - low) * (place - floor(place))


def _of_rank(histogram: Histogram, rank: int) -> float:
    reached = 0
    for bucket in sorted(histogram):
        reached += histogram[bucket]
        if reached > rank:
            return seconds_of(bucket)
    raise IndexError(rank)
