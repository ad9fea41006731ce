"""Statements that are sent together keep their own values."""

from app.events.projections.sum_table import SumTable
from app.events.projections.write import Write, run_together


class Connection:
    """Remembers what it was told to run."""

    def __init__(self):
        self.ran = []

    async def execute(self, *statement):
        self.ran.append(statement)


async def test_the_values_of_each_statement_are_numbered_after_those_before():
    connection = Connection()

    await run_together(
        connection,
        [
            Write("UPDATE one SET a = $1, b = $2 WHERE a = $1", (1, 2)),
            Write("UPDATE two SET c = $1", (3,)),
            Write(f"UPDATE three SET {', '.join(f'd{n} = ${n}' for n in range(1, 12))}", tuple(range(11))),
        ],
    )

    ((sql, *values),) = connection.ran
    assert sql == (
        "WITH write_0 AS (UPDATE one SET a = $1, b = $2 WHERE a = $1), write_1 AS (UPDATE two SET c = $3),"
        f" write_2 AS (UPDATE three SET {', '.join(f'd{n} = ${n + 3}' for n in range(1, 12))}) SELECT"
    )
    assert values == [1, 2, 3, *range(11)]


async def test_nothing_to_write_is_no_statement():
    connection = Connection()

    await run_together(connection, [])

    assert connection.ran == []


def test_texts_of_an_array_are_written_as_postgresql_reads_them():
    """Empty texts, quotes, backslashes, commas and the word NULL stay what they are; None is NULL."""
    table = SumTable("t", {"name": "text"}, ("n",))

    (write,) = table.additions({("",): [1], ('a"b',): [2], ("c\\d",): [3], ("e,f",): [4], ("null",): [5]})

    assert write.values == (r'{"","a\"b","c\\d","e,f","null"}', "{1,2,3,4,5}")
    (write,) = table.additions({(None,): [1]})
    assert write.values == ("{null}", "{1}")
