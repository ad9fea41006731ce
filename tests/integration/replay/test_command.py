"""`qala replay` as people run it: a process of its own beside others."""

from app.cli.replaying import earliest_cases
from app.importing.mapping import load_mapping
from tests.integration.importing.conftest import HEADER, MAPPING, USUAL


def write(folder, *openings):
    """Write a mapping and a table of cases opened on these days of June; the fourth of them is no day at all."""
    mapping, table = folder / "autumn.toml", folder / "cases.csv"
    mapping.write_text(MAPPING, encoding="utf-8")
    cells = [
        {**USUAL, "id": f"A-{day}", "opened": f"2015-06-{day} 08:00", "closed": f"2015-07-{day} 08:00"}
        for day in openings
    ]
    lines = [HEADER, *(",".join(row[column] for column in HEADER.split(",")) for row in cells)]
    table.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return mapping, table


def test_the_earliest_cases_come_first_whatever_the_order_of_the_file(tmp_path):
    """A limit takes the earliest; rows that cannot be read are left to the import."""
    mapping_file, table = write(tmp_path, "09", "02", "31", "05")
    mapping = load_mapping(mapping_file)

    assert [case.external_id for case in earliest_cases(table, mapping, None)] == ["A-02", "A-05", "A-09"]
    assert [case.external_id for case in earliest_cases(table, mapping, 2)] == ["A-02", "A-05"]


async def test_a_replay_and_the_same_again(qala, tmp_path):
    """The first takes every step, the second finds nothing left to do."""
    mapping, table = write(tmp_path, "09", "02", "05")
    said = []

    for _ in range(2):
        code, words, complained = await qala(
            "replay", table, "--city", "almaty", "--mapping", mapping, "--speed", "1e9"
        )
        assert code == 0, complained
        said.append(words)

    assert "15 steps, 3 requests submitted" in said[0]
    assert "0 steps, 0 requests submitted" in said[1]
    assert "3 were there from an earlier replay, 3 of them with nothing left to do" in said[1]
