"""What the log says of a case: pure, clean, and never too long."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.data.toml_file import DataFileError
from app.domain.requests.lifecycle import Status
from app.domain.requests.reasons import RejectReason
from app.importing.cases import CaseFile
from app.importing.history import RequestKey, history_of
from app.importing.mapping import load_mapping

NAME = RequestKey(id=UUID(int=7), number="ALM-000007", city_id="almaty")
CLOSURES = '[closures]\nNOT_A_PROBLEM = ["*invalid*"]\nOTHER = ["repeats *", "*"]\n'


@pytest.fixture
def history(mapping, write_table, good_row):
    """The history of the good row with some cells replaced."""

    def history(**cells):
        with CaseFile(write_table(good_row(**cells)), mapping) as cases:
            (case,) = cases
        return history_of(case, mapping, NAME)

    return history


def test_versions_and_times_grow(history):
    """Steps are numbered without holes and never go back in time, whatever the table says."""
    for cells in ({}, {"closed": "2015-05-01 08:00"}, {"closed": " "}):
        submitted, closed = history(**cells)

        assert [submitted.request.version, closed.request.version] == [1, 2]
        assert submitted.at <= closed.at
        assert closed.request.created_at == submitted.at == datetime(2015, 6, 1, 12, 0, tzinfo=UTC)


def test_an_open_case_has_one_step(history):
    """Nobody knows of anything after it was opened, even where it has a closing time: it was opened again."""
    (submitted,) = history(state="open")

    assert submitted.request.status is Status.ACCEPTED
    assert submitted.request.closed_at is None


def test_texts_are_cleaned_and_cut(history):
    """An old case is not refused for its words."""
    submitted, closed = history(street="a  b\tc" + "d" * 400, why="y" * 2000, words="\x07bell ё", title="T")

    assert submitted.request.address.startswith("a b c")
    assert len(submitted.request.address) == 300
    assert len(closed.note or "") == 1000
    assert closed.note.endswith("…")
    assert submitted.request.description == "Deep hole. T. bell ё"


def test_equal_texts_are_said_once(history):
    """Tables often repeat the type as the title."""
    assert history(title="Deep hole", words="")[0].request.description == "Deep hole"


def test_the_first_closing_pattern_that_fits_wins(write_mapping, mapping_text):
    """Whatever the case of the letters; without a table of closures everything closed was done."""
    ruled = load_mapping(write_mapping(mapping_text + CLOSURES))
    silent = load_mapping(write_mapping(mapping_text))

    assert ruled.rejection_of("Case INVALID") is RejectReason.NOT_A_PROBLEM
    assert ruled.rejection_of("Repeats 7") is RejectReason.OTHER
    assert silent.rejection_of("Case invalid") is None


@pytest.mark.parametrize(
    ("closures", "words"),
    [
        (CLOSURES.replace("OTHER", "BORING"), r"closures\.BORING: no such reason; expected one of NOT_OUR"),
        (CLOSURES.replace('["*invalid*"]', "7"), r"closures\.NOT_A_PROBLEM: expected a list"),
    ],
)
def test_a_mistake_in_closures_is_refused_by_its_key(write_mapping, mapping_text, closures, words):
    """The error names the key that is wrong."""
    with pytest.raises(DataFileError, match=words):
        load_mapping(write_mapping(mapping_text + closures))


def test_closures_need_their_column(write_mapping, mapping_text):
    """Patterns for words that are not read are a mistake."""
    with pytest.raises(DataFileError, match=r"closures: expected columns\.closure_reason"):
        load_mapping(write_mapping(mapping_text.replace('closure_reason = "why"\n', "") + CLOSURES))


def test_the_area_stands_in_for_a_missing_address(write_mapping, mapping_text, write_table, good_row):
    """Only where the address is blank."""
    mapping = load_mapping(write_mapping(mapping_text.replace('title = "title"', 'area = "title"')))

    with CaseFile(write_table(good_row(street=" "), good_row()), mapping) as cases:
        assert [case.address for case in cases] == ["T", "Main 1"]


def test_boston_says_why_cases_were_not_done():
    """Its words for invalid, repeated and referred cases are known, and for done work are not among them."""
    mapping = load_mapping("boston-2015")

    assert mapping.rejection_of("Case Closed Case Invalid  nothing there") is RejectReason.NOT_A_PROBLEM
    assert mapping.rejection_of("Case Closed Duplicate of Existing Case  w/o") is RejectReason.OTHER
    assert mapping.rejection_of("Case Closed Case Resolved done") is None
    assert mapping.rejection_of("") is None
