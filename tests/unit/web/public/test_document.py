"""What stands in the head of a public page."""

import json

import pytest

from app.domain.accounts.roles import Locale
from app.web.http.language import preferred_language
from app.web.public.document import LONGEST_DESCRIPTION, script_json, shortened


@pytest.mark.parametrize("text", ["</script>", "<!--", "]]>", "a & b", "\u2028", "\u2029", "</SCRIPT >", "Қала"])
def test_no_text_ends_the_element_of_the_linked_data(text):
    written = script_json({"text": text})

    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"text": text}


def test_a_long_description_is_cut_between_words():
    assert shortened("a\n  b") == "a b"
    cut = shortened("қала " * 100)
    assert cut.endswith("қала…")
    assert len(cut) <= LONGEST_DESCRIPTION + 1


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("", "KK"), ("ru-KZ,ru;q=0.9", "RU"), ("en;q=0.2,kk;q=0.1", "EN"), ("ru;q=x", "KK"), ("*", "KK"), ("RU", "RU")],
)
def test_language_that_the_browser_prefers(accepted, expected):
    assert preferred_language(accepted) is Locale(expected)
