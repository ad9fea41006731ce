"""A table is read row by row, and a file that is no such table is refused with what was expected."""

import csv
import gzip
import zipfile

import pytest

from app.importing.table_file import TableFile, TableFileError


def opened(path, encoding="utf-8-sig", delimiter=","):
    return TableFile(path, encoding=encoding, delimiter=delimiter)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "table.csv"


def test_rows_are_numbered_below_the_header(path):
    """Row 1 is the first one below the header; lines with nothing in them are not rows."""
    path.write_bytes(b'a,b\r\n1,2\r\n\r\n"3\n3",4\r\n\r\n')

    with opened(path) as table:
        assert table.header == ["a", "b"]
        assert list(table.rows()) == [(1, ["1", "2"]), (2, ["3\n3", "4"])]


def test_gzip_is_known_by_content_whatever_the_name(path):
    """A packed file reads the same, in one member or in several."""
    path.write_bytes(gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n"))

    with opened(path) as table:
        assert [row for _, row in table.rows()] == [["1", "2"], ["3", "4"]]


def test_a_byte_order_mark_belongs_to_no_column(path):
    """Spreadsheets save UTF-8 with a mark."""
    path.write_bytes("\ufeffid,b\n1,2\n".encode())

    with opened(path) as table:
        assert table.position_of("id", "columns.external_id") == 0


def test_progress_counts_packed_bytes_and_ends_at_the_size(path):
    """A progress bar needs bytes of the file as it is on disk."""
    path.write_bytes(gzip.compress(b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(200_000))))
    seen = []

    with opened(path) as table:
        seen.extend(table.bytes_read for number, _ in table.rows() if number % 10_000 == 0)
        seen.append(table.bytes_read)

    assert seen == sorted(seen)
    assert len(set(seen)) > 5
    assert seen[-1] == table.size_bytes == table.bytes_read == path.stat().st_size


def test_a_quote_that_never_closes_is_an_error_of_one_row(path):
    """The rows before it and below it are read; nothing is swallowed in silence."""
    path.write_bytes(b'a,b\n1,2\n"3,4\n5,6\n')

    with opened(path) as table:
        (_, first), (number, error), last = table.rows()

    assert (first, number) == (["1", "2"], 2)
    assert isinstance(error, csv.Error)
    assert str(error) == '"3,4'
    assert last == (3, ["5", "6"])


STRAY = b"""a,b,c
1,x,y
2,"x,y
3,x,y
4,x",y
5,x,y
6,"two
lines",y
7,x,y
"""


def test_a_quote_that_closes_rows_below_costs_its_own_row_only(path):
    """Seven rows, seven outcomes, one of them an error; a cell of two lines, which is no row, stays one cell."""
    path.write_bytes(STRAY)

    with opened(path) as table:
        found = list(table.rows(lambda cells: len(cells) == 3 and cells[0].isdigit()))

    assert [number for number, _ in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [row[0] for _, row in found if isinstance(row, list)] == ["1", "3", "4", "5", "6", "7"]
    assert [str(row) for _, row in found[1:2]] == ['2,"x,y']
    assert found[3][1] == ["4", 'x"', "y"]
    assert found[5][1] == ["6", "two\nlines", "y"]


def test_a_quote_before_very_many_rows_costs_one(path):
    """The parser gives up after 131,072 characters of one cell; the rows that it had taken are read on their own."""
    path.write_bytes(b'a,b\n"0,0\n' + b"".join(b"%d,x\n" % n for n in range(1, 30_001)))

    with opened(path) as table:
        found = [row for _, row in table.rows()]

    assert isinstance(found[0], csv.Error)
    assert [row[0] for row in found[1:]] == [str(n) for n in range(1, 30_001)]


def zipped(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def test_a_table_alone_in_a_zip_is_read(path):
    """As open data portals offer them."""
    zipped(path, **{"cases.csv": "a,b\n1,2\n"})

    with opened(path) as table:
        assert list(table.rows()) == [(1, ["1", "2"])]
        assert table.bytes_read <= table.size_bytes


def test_a_zip_of_several_files_names_them(path):
    """The person who runs the import decides which one is meant."""
    zipped(path, **{"cases.csv": "a,b\n", "readme.txt": "x"})

    with pytest.raises(TableFileError, match=r"a ZIP of 2 files \(cases.csv, readme.txt\); expected one"):
        opened(path)


def test_a_damaged_zip_is_named(path):
    """Cut off on its way."""
    zipped(path, **{"cases.csv": "a,b\n1,2\n" * 100})
    path.write_bytes(path.read_bytes()[:60])

    with pytest.raises(TableFileError, match="a ZIP that cannot be opened"):
        opened(path)


def test_reading_goes_on_after_a_row_that_is_no_csv(path):
    """One bad row costs one row."""
    path.write_bytes(b'a,b\n"1"x,2\n3,4\n')

    with opened(path) as table:
        (_, error), good = table.rows()

    assert isinstance(error, csv.Error)
    assert good == (2, ["3", "4"])


def test_a_packed_file_cut_short_is_told_by_the_last_good_row(path):
    """A download that broke off is not a smaller table."""
    packed = gzip.compress(b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * 7919) for i in range(50_000)))
    path.write_bytes(packed[: len(packed) // 2])

    with (
        opened(path) as table,
        pytest.raises(TableFileError, match=r"cut short after row [1-9]\d+: the gzip data ends"),
    ):
        list(table.rows())


def test_a_damaged_packed_file_is_told(path):
    """A flipped byte is found by the check sum of gzip at the latest."""
    packed = bytearray(gzip.compress(b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * 7919) for i in range(50_000))))
    packed[-6] ^= 0xFF
    path.write_bytes(packed)

    with opened(path) as table, pytest.raises(TableFileError, match="damaged after row"):
        list(table.rows())


@pytest.mark.parametrize(
    ("content", "encoding", "words"),
    [
        (b"", "utf-8-sig", "expected a header in the first line"),
        (b"\n\n", "utf-8-sig", "expected a header in the first line"),
        ("имя,город\n".encode("cp1251"), "utf-8-sig", "expected text in utf-8, but got other bytes after row 0"),
        ("a,b\n".encode("utf-16"), "utf-8-sig", "expected text in utf-8"),
        (b"a,b\n1,2\n", "utf-16", "expected text in utf-16"),
        (b'"a"x,b\n', "utf-8-sig", "the header is no CSV"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_at_the_header(path, content, encoding, words):
    """Opening is enough to find out."""
    path.write_bytes(content)

    with pytest.raises(TableFileError, match=words):
        opened(path, encoding)


def test_other_bytes_further_down_are_told_by_row(path):
    """The row before the bad bytes says where to look."""
    path.write_bytes(b"a,b\n" + b"1,2\n" * 5000 + "3,Алматы\n".encode("cp1251"))

    with opened(path) as table, pytest.raises(TableFileError, match=r"other bytes after row [1-9]\d+; set `encoding`"):
        list(table.rows())


def test_a_file_named_gz_that_is_not_packed_is_refused(tmp_path):
    """An error page saved under the name of the download is no table."""
    path = tmp_path / "table.csv.gz"
    path.write_bytes(b"<html>Not found</html>")

    with pytest.raises(TableFileError, match="expected gzip data, as its name says"):
        opened(path)


def test_a_path_that_cannot_be_opened_is_refused(tmp_path):
    """A missing file and a folder are our error, not a traceback."""
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(TableFileError, match="cannot be opened"):
            opened(path)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (b"a,b\n", r"no column 'id' \(columns\.external_id\); the header has 'a', 'b'"),
        (b"id,a,id\n", r"column 'id' \(columns\.external_id\) is there 2 times"),
        (b"id;a;b\n", r"expected columns separated by ',', but ';' is likely"),
        (b"id\ta\n", r"expected columns separated by ',', but '\\t' is likely"),
    ],
)
def test_a_column_that_cannot_be_found_is_told_with_the_key_that_asks(path, header, words):
    """The message names the column, the key of the mapping and what the header has."""
    path.write_bytes(header)

    with opened(path) as table, pytest.raises(TableFileError, match=words):
        table.position_of("id", "columns.external_id")
