"""Which content coding a client gets."""

import pytest

from app.web.http.encoding import choose_encoding

BOTH = ("br", "gzip")


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZip;Q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.2", "gzip"),
        ("br;q=0.0, gzip;q=0.000", None),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("*;q=0", None),
        ("identity", None),
        ("identity, br;q=0.5", None),
        ("identity;q=0.5, br", "br"),
        ("identity;q=0, *;q=0", None),
        ("deflate, zstd", None),
        ("br;q=high, gzip;q=2", None),
        ("br ; q=1 , gzip", "br"),
        (",,;q=1,", None),
        ("", None),
    ],
)
def test_client_gets_the_coding_that_it_prefers(accepted, chosen):
    """The weights of the client decide, and among equal weights the smaller variant."""
    assert choose_encoding(accepted, BOTH) == chosen


def test_coding_without_a_variant_is_not_chosen():
    """A file that is too small to gain has no variant."""
    assert choose_encoding("br, gzip;q=0.1", ("gzip",)) == "gzip"
    assert choose_encoding("br, gzip", ()) is None
