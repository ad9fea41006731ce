"""`qala export`."""

import json
import stat

from app.commands.requests.submission import submit
from app.models import ExportRecord
from tests.integration.exporting.conftest import csv_rows


async def test_the_command_writes_a_private_file(test_app, qala, tmp_path):
    """With the conditions of the options; with personal data it leaves a record without an account."""
    citizen = await test_app.person(name="Айгүл Нұрлан")
    await submit(test_app.context, citizen, test_app.submission())
    await submit(test_app.context, citizen, test_app.submission(category_id="garbage", description="Қоқыс"))
    path = tmp_path / "requests.csv"

    code, said, _ = await qala("export", path, "--city", "almaty", "--category", "garbage", "--language", "RU")
    assert (code, "1 requests" in said) == (0, True)
    (row,) = csv_rows(path.read_bytes())
    assert (row["Описание"], row["Статус"]) == ("Қоқыс", "Принято")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert await ExportRecord.all().count() == 0

    code, _, _ = await qala("export", tmp_path / "all.geojson", "--city", "almaty", "--personal")
    assert code == 0
    collection = json.loads((tmp_path / "all.geojson").read_text())
    assert [one["properties"]["author"] for one in collection["features"]] == ["Айгүл Нұрлан"] * 2
    (record,) = await ExportRecord.all()
    assert (record.account_id, record.rows, record.complete) == (None, 2, True)


async def test_the_command_takes_every_filter_of_the_list(test_app, qala, tmp_path):
    """What has no option of its own is given as in the API; together they narrow."""
    citizen = await test_app.person()
    await submit(test_app.context, citizen, test_app.submission(description="near"))
    await submit(test_app.context, citizen, test_app.submission(description="far", latitude=43.3))
    await submit(test_app.context, citizen, test_app.submission(category_id="garbage"))
    box = {"west": 76.8, "south": 43.2, "east": 77.0, "north": 43.29}
    path, given = tmp_path / "requests.csv", json.dumps({"bbox": box, "unassigned": True})

    code, said, _ = await qala("export", path, "--city", "almaty", "--category", "pothole", "--filter", given)

    assert (code, "1 requests" in said) == (0, True)
    (row,) = csv_rows(path.read_bytes())
    assert row["Сипаттамасы"] == "near"


async def test_a_refused_command_leaves_no_file(test_app, qala, tmp_path):
    """One line says why."""
    for arguments, said in (
        (("requests.pdf", "--city", "almaty"), "file: expected a name that ends in .csv, .xlsx, .geojson"),
        (("requests.csv", "--city", "nowhere"), "--city: there is no city 'nowhere'"),
        (("requests.csv", "--city", "almaty", "--created-from", "x"), "--created-from: expected"),
        (("requests.csv", "--city", "almaty", "--text", "x" * 5_000), "--text: "),
        (("requests.csv", "--city", "almaty", "--filter", "[]"), "--filter: expected a JSON object"),
        (("requests.csv", "--city", "almaty", "--filter", '{"zone": "x"}'), "--filter.zone: "),
        (("requests.csv", "--city", "almaty", "--filter", '{"statuses": ["X"]}'), "--filter.statuses.0: "),
        (("requests.csv", "--city", "almaty", "--filter", '{"cityId": "x"}'), "cityId is also given as --city"),
        (("none/requests.csv", "--city", "almaty"), "none/requests.csv cannot be written (No such file or directory)"),
    ):
        code, _, error = await qala("export", tmp_path / arguments[0], *arguments[1:])
        assert (code, said in error) == (2, True), error
    assert not [path for path in tmp_path.iterdir() if "requests" in path.name]
