"""UUIDs are read and written as the standard library does."""

import pytest
from asyncpg.pgproto import pgproto
from hypothesis import given
from hypothesis import strategies as st

from app.domain.uuid_text import text_of, uuid_of


@given(st.uuids(allow_nil=True))
def test_uuid_is_written_as_by_str_and_read_back(value):
    assert text_of(value) == text_of(pgproto.UUID(str(value))) == str(value)
    assert uuid_of(text_of(value)) == value
    assert uuid_of(value.hex) == value


@pytest.mark.parametrize("text", ["", "x", "z" * 36])
def test_text_that_is_no_uuid_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - in the words of int or of UUID
        uuid_of(text)
