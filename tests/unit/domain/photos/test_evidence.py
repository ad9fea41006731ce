"""What a photograph proves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.photos.evidence import (
    BANDS,
    HASH_BITS,
    SAME_PICTURE_BITS,
    SIMILAR_BITS,
    Evidence,
    EvidenceMark,
    PhotoContext,
    assess,
    hash_distance,
    is_same_picture,
    is_similar,
)
from app.domain.photos.photo import PhotoKind, Shot, believable_place, believable_time

NOON = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
METRES_OF_LATITUDE = 1 / 111_195
SCENE = PhotoContext(latitude=43.24, longitude=76.91, started_at=NOON, received_at=NOON + timedelta(hours=3))
GOOD = Evidence(
    kind=PhotoKind.AFTER,
    latitude=43.24,
    longitude=76.91,
    taken_at=NOON + timedelta(hours=2),
    shot=Shot(),
    nearest_bits=None,
)


def marks(**changes: Any) -> tuple[EvidenceMark, ...]:
    return assess(replace(GOOD, **changes), SCENE).marks


def north(metres: float) -> float:
    return 43.24 + metres * METRES_OF_LATITUDE


def test_a_photograph_that_fits_has_no_marks():
    assert assess(GOOD, SCENE).marks == ()
    assert assess(GOOD, SCENE).distance_metres == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(("metres", "far"), [(0, False), (290, False), (310, True), (100_000, True)])
def test_far_from_the_place(metres: float, far: bool):
    assert (EvidenceMark.FAR_FROM_PLACE in marks(latitude=north(metres))) is far


@pytest.mark.parametrize(
    ("metres", "accuracy", "far"),
    [(310, None, True), (310, 50, False), (480, 190, False), (510, 1e9, True), (310, -500, True)],
)
def test_a_browsers_inaccuracy_is_taken_off_up_to_a_limit(metres: float, accuracy: float | None, far: bool):
    shot = Shot(latitude=north(metres), longitude=76.91, accuracy_metres=accuracy)
    assert (EvidenceMark.FAR_FROM_PLACE in marks(latitude=None, longitude=None, shot=shot)) is far


def test_the_files_own_place_goes_before_the_browsers():
    far_shot = Shot(latitude=50.0, longitude=70.0, taken_at=NOON - timedelta(days=9))
    assert marks(shot=far_shot) == ()


@pytest.mark.parametrize(("minutes", "early"), [(5, False), (-1, False), (-3, True), (-10, True)])
def test_taken_before_the_work_began(minutes: int, early: bool):
    assert (EvidenceMark.TAKEN_BEFORE_START in marks(taken_at=NOON + timedelta(minutes=minutes))) is early


def test_a_picture_of_the_place_before_the_work_may_be_older_than_the_work():
    assert marks(kind=PhotoKind.BEFORE, taken_at=NOON - timedelta(hours=1)) == ()


@pytest.mark.parametrize(
    "missing",
    [
        {"latitude": None, "longitude": None},
        {"taken_at": None},
        {"latitude": None, "longitude": None, "taken_at": None},
    ],
)
def test_without_place_or_time_it_is_said(missing: dict[str, None]):
    assert marks(**missing) == (EvidenceMark.NO_METADATA,)


def test_a_time_to_come_is_no_time():
    assert marks(taken_at=SCENE.received_at + timedelta(hours=1)) == (EvidenceMark.NO_METADATA,)


@pytest.mark.parametrize(("bits", "mark"), [(None, False), (0, True), (SIMILAR_BITS, True), (SIMILAR_BITS + 1, False)])
def test_looks_reused(bits: int | None, mark: bool):
    assert (EvidenceMark.LOOKS_REUSED in marks(nearest_bits=bits)) is mark
    assert is_similar(bits) is mark


def test_the_same_picture_is_a_narrower_thing_than_a_look_alike():
    assert is_same_picture(SAME_PICTURE_BITS)
    assert not is_same_picture(SAME_PICTURE_BITS + 1)
    assert not is_same_picture(None)
    assert SAME_PICTURE_BITS < SIMILAR_BITS


def test_a_citizens_photograph_proves_nothing_and_is_not_judged():
    assert marks(kind=PhotoKind.REPORT, latitude=None, longitude=None, taken_at=None) == ()


def test_marks_come_in_one_order():
    everything = marks(latitude=north(900), taken_at=NOON - timedelta(days=1), nearest_bits=7)
    assert everything == (
        EvidenceMark.FAR_FROM_PLACE,
        EvidenceMark.TAKEN_BEFORE_START,
        EvidenceMark.LOOKS_REUSED,
    )


LOOKS = st.integers(-(1 << 63), (1 << 63) - 1)


@given(LOOKS, st.sets(st.integers(0, 63), max_size=64))
def test_bits_are_counted_over_the_sign(look: int, flipped: set[int]):
    other = look & (1 << 64) - 1
    for bit in flipped:
        other ^= 1 << bit
    signed = other - (1 << 64) if other >> 63 else other
    assert hash_distance([signed], look) == len(flipped)
    assert hash_distance([~look, signed, ~look], look) <= len(flipped)


def test_the_bands_are_the_whole_hash_once():
    assert sum(band.mask << band.shift for band in BANDS) == (1 << HASH_BITS) - 1
    assert sum(band.width for band in BANDS) == HASH_BITS


def test_whatever_is_within_the_limit_is_within_the_radius_of_some_band():
    """All ways to spread the differing bits over the bands: each way up to the limit is caught, one over is not."""
    caught = {}
    for spread in product(*(range(band.width + 1) for band in BANDS)):
        found = any(bits <= band.radius for bits, band in zip(spread, BANDS, strict=True))
        caught[sum(spread)] = caught.get(sum(spread), True) and found
    assert all(caught[bits] for bits in range(SIMILAR_BITS + 1))
    assert not caught[SIMILAR_BITS + 1]


@pytest.mark.parametrize("band", BANDS)
def test_the_flips_of_a_band_are_all_within_its_radius(band):
    flips = band.flips()
    assert len(set(flips)) == len(flips)
    assert set(flips) == {flip for flip in range(1 << band.width) if flip.bit_count() <= band.radius}


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(None, 1.0), (91.0, 1.0), (1.0, 181.0), (0.0, 0.0), (float("nan"), 1.0)]
)
def test_places_that_cannot_be(latitude: float | None, longitude: float):
    assert believable_place(latitude, longitude) is None


def test_a_clock_may_be_a_little_ahead():
    assert believable_time(NOON + timedelta(minutes=9), NOON) is not None
    assert believable_time(NOON + timedelta(minutes=11), NOON) is None
