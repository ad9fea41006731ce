"""Receipts and seals: written, read by people, and held against each other."""

from base64 import b32encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.log.receipt import ALPHABET, Receipt
from app.domain.log.seal import LogSeal, sealed
from app.domain.log.timeline_hash import ORIGIN

HASH = bytes([0, 68, 50, 20, *range(28)])


def test_a_receipt_is_the_number_and_the_first_eighty_bits():
    """In groups that can be read out; the same letters as Crockford's base 32 of the first ten bytes."""
    crockford = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)

    assert Receipt.of("ALM-000123", HASH).code == b32encode(HASH[:10]).decode().translate(crockford)
    assert str(Receipt.of("ALM-000123", HASH)) == "ALM-000123-0123-4500-0410-6105"
    assert str(Receipt.of("ALM-000123", b"\xff" * 32)) == "ALM-000123-ZZZZ-ZZZZ-ZZZZ-ZZZZ"


@given(st.binary(min_size=32, max_size=32), st.integers(1, 10**9))
def test_what_is_written_is_read(first_hash, count):
    """Whatever the hash; another hash makes another receipt."""
    receipt = Receipt.of(f"ALM-{count:06d}", first_hash)

    assert Receipt.parse(str(receipt)) == receipt
    assert set(receipt.code) <= set(ALPHABET)
    assert Receipt.of(receipt.number, bytes([first_hash[0] ^ 128]) + first_hash[1:]) != receipt


@pytest.mark.parametrize(
    "typed",
    [
        "alm-000123-0123-4500-0410-6105",
        "  ALM-000123 0123 4500 0410 6105 ",
        "ALM–000123–Ol23–45OO–O4lO–6lO5",
        "ALM-000123-0123450004106105",
        "ALM 000123 0123 4500 0410 6105",
    ],
)
def test_people_type_as_they_like(typed):
    """Case, spaces, dashes of any length, letters that look like digits."""
    assert Receipt.parse(typed) == Receipt.of("ALM-000123", HASH)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ALM-000123",
        "0123-4500-0410-6105",
        "ALM-000123-0123-4500-0410-610U",
        "A" * 200,
        "ALM-000123-123-4500-0410-6105",
    ],
)
def test_what_is_no_receipt_is_refused(typed):
    """Nothing is guessed."""
    with pytest.raises(ValueError, match=r"receipt|letters"):
        Receipt.parse(typed)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=8), st.integers(0, 8))
def test_a_seal_goes_on_where_it_stopped(hashes, cut):
    """Folding in two pieces is folding at once; another order is another seal."""
    assert sealed(sealed(ORIGIN, hashes[:cut]), hashes[cut:]) == sealed(ORIGIN, hashes)
    if hashes != hashes[::-1]:
        assert sealed(ORIGIN, hashes) != sealed(ORIGIN, hashes[::-1])


def test_the_line_of_a_seal_is_read_back():
    """Epoch, position and seal; anything else is refused."""
    line = LogSeal("ab12", 17, HASH)

    assert LogSeal.parse(f" {line}\n") == line
    for wrong in ("", "ab12:17", f"ab12:x:{HASH.hex()}", f"ab12:17:{HASH.hex()[:-2]}", "ab12:17:zz"):
        with pytest.raises(ValueError, match=r".+"):
            LogSeal.parse(wrong)
