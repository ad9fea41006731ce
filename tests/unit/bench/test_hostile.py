"""The readers of the benchmark open the page as it is."""

from tests.bench.hostile import OPENED, page_documents


def test_readers_ask_for_documents_that_the_page_has():
    assert set(OPENED) <= page_documents().keys()
