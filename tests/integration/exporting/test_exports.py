"""Files of requests over HTTP: what is in them, who may take them, and the record of those with personal data."""

import asyncio
import json
import zipfile
from contextvars import Context
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest

from app.auth.limits import EXPORT_BY_ACCOUNT
from app.commands.requests import submission
from app.commands.staff import exports as commands
from app.domain.text.folding import stored_text
from app.models import Account, ExportRecord, ServiceRequestRow, Session
from app.models.database import rows, transaction
from app.queries.exports import exported_requests
from app.queries.exports.lock import take_export_lock
from app.storage.keys import ORIGINALS
from tests.integration.exporting.conftest import csv_rows
from tests.integration.matrix import table
from tests.integration.matrix.seed import AUTHOR
from tests.integration.matrix.test_matrix import cells, secrets

LIST = """
query($filter: ServiceRequestFilter, $after: String) { serviceRequests(filter: $filter, first: 100, after: $after) {
  edges { node { number status address description location { latitude longitude } category { id }
    executor { name organisation { name } } photos { kind url } author { fullName email } caller { name phone email }
    createdAt startedAt doneAt dueAt promisedAt closedAt rating } } } }
"""
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PUBLIC_TITLES = [
    *("Number", "Status", "Category", "District", "Address", "Description", "Submitted", "Work started"),
    "Work completed",
    *("Closed", "Closed by", "First deadline", "Deadline", "Past the deadline", "Minutes until work started"),
    *("Minutes of work", "Executor", "Organisation", "Rating", "Repeats request", "How it came", "Latitude"),
    *("Longitude", "Photos of the problem", "Photos before the work", "Photos after the work", "Page of the request"),
]
PERSONAL_TITLES = ["Author", "E-mail of the author", "Telephone", "Points of the executor"]


async def listed(exports, role, **narrowed):
    """Return the same requests as the list of the API shows them."""
    variables = {"filter": {"cityId": "almaty", **narrowed}}
    data = await exports.site.ask(LIST, variables, token=exports.city.tokens[role])
    return [edge["node"] for edge in data["serviceRequests"]["edges"]]


async def test_csv_has_what_the_list_shows(exports):
    """Number, words, place, times and photos of each request, in the same order, for those of the same rights."""
    for role, personal in (("author", "false"), ("akimat", "true")):
        found = await exports.rows(role, personal=personal)
        shown = await listed(exports, role)

        assert [row["Number"] for row in found] == [one["number"] for one in shown]
        for row, one in zip(found, shown, strict=True):
            assert row["Address"] == one["address"]
            assert row["Description"] == one["description"]
            assert row["Category"] == "Pothole"
            assert row["Latitude"] == f"{one['location']['latitude']:.6f}".replace(".", ",")
            assert row["Executor"] == (one["executor"] or {"name": ""})["name"]
            assert row["Organisation"] == ((one["executor"] or {}).get("organisation") or {"name": ""})["name"]
            for title, kind in (("problem", "REPORT"), ("work", "BEFORE")):
                column = {"problem": "Photos of the problem", "work": "Photos before the work"}[title]
                urls = [f"http://qala.test{photo['url']}" for photo in one["photos"] if photo["kind"] == kind]
                assert row[column] == " ".join(urls)


async def test_hidden_texts_and_photos_stay_hidden(exports):
    """A hidden description is empty for all; a hidden photo is for the staff, in a file with personal data only."""
    number = (await ServiceRequestRow.get(id=exports.city.names["claimed"])).number
    opened = (await ServiceRequestRow.get(id=exports.city.names["open"])).number

    def photos(found):
        return next(row["Photos of the problem"].split() for row in found if row["Number"] == opened)

    public, officers = await exports.rows("other citizen"), await exports.rows("akimat")
    personal = await exports.rows("akimat", personal="true")

    for found in (public, officers, personal):
        assert next(row["Description"] for row in found if row["Number"] == number) == ""
    assert [len(photos(found)) for found in (public, officers, personal)] == [1, 1, 2]
    assert not any(ORIGINALS in url for found in (public, personal) for row in found for url in photos(found))


async def test_personal_columns_are_for_staff_of_the_city_who_ask_for_them(exports):
    """Name, address and telephone of authors and callers, and what executors were paid."""
    public = await exports.rows("author")
    plain = await exports.rows("akimat")
    personal = await exports.rows("akimat", personal="true")

    assert list(public[0]) == list(plain[0]) == PUBLIC_TITLES
    assert list(personal[0]) == PUBLIC_TITLES + PERSONAL_TITLES
    assert not any(secret in str(public) + str(plain) for secret in (AUTHOR, "author@example.kz", "+77012345678"))
    by_author = {row["Author"]: row for row in personal}
    assert by_author[AUTHOR]["E-mail of the author"] == "author@example.kz"
    assert by_author["Мария"]["Telephone"] == "'+77012345678"
    assert by_author["Мария"]["E-mail of the author"] == "caller@example.kz"


@pytest.mark.parametrize("format_", ["csv", "xlsx", "geojson"])
async def test_personal_data_is_refused_to_all_others(exports, format_):
    """As an error before the first byte, and nothing is recorded."""
    expected = {"anonymous": 401, "author": 403, "executor": 403, "other city's akimat": 403, "blocked": 401}
    for role, status in expected.items():
        answer = await exports.take(role, format_, personal="true")
        assert (role, answer.status_code) == (role, status)
        assert answer.headers["content-type"] == "application/json"

    assert await ExportRecord.all().count() == 0


@pytest.mark.parametrize("route", table.ROUTES)
async def test_every_role_is_answered_as_the_table_says(exports, route):
    """And the file of no role but the city's Akimat shows whose requests they are."""
    address, row = table.ROUTES[route]
    for role, letter in cells(row).items():
        token = exports.city.tokens[role]
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await exports.site.client.get(address, headers=headers)
        given = "OK" if answer.status_code == 200 else answer.json()["errors"][0]["extensions"]["code"]
        assert (role, given) == (role, table.ANSWERS[letter])
        assert [one for one in secrets(exports.city) if one in answer.text] == [] or (role, letter) == ("akimat", "+")


async def test_a_file_with_personal_data_is_recorded(exports):
    """Who, when, which filter, how many; a file without personal data leaves no record."""
    await exports.rows("akimat")
    found = await exports.rows("akimat", personal="true", filter={"statuses": ["DONE"]})

    query = '{ exports(cityId: "almaty") { edges { node { officerName format filter requests complete } } } }'
    data = await exports.site.ask(query, token=exports.city.tokens["akimat"])
    (shown,) = [edge["node"] for edge in data["exports"]["edges"]]
    assert json.loads(shown.pop("filter")) == {"cityId": "almaty", "statuses": ["DONE"]}
    assert shown == {"officerName": "Aruzhan Serik", "format": "csv", "requests": len(found), "complete": True}
    (record,) = await ExportRecord.all()
    assert record.account_id == exports.city.names["akimat"]
    assert (record.city_id, record.format, record.rows, record.complete) == ("almaty", "csv", len(found), True)
    assert record.conditions == {"cityId": "almaty", "statuses": ["DONE"]}
    assert record.begun_at == record.ended_at == exports.city.test_app.clock.now()


async def test_the_filter_is_that_of_the_list(exports):
    """By status, period, box and text; the name of an executor finds for the staff alone."""
    executor = await Account.get(id=exports.city.names["executor"])
    await Account.filter(id=executor.id).update(name="Бекзат Ерлан", name_key=stored_text("Бекзат Ерлан"))
    now = exports.city.test_app.clock.now()
    cases = [
        {"statuses": ["DONE", "IN_PROGRESS"]},
        {"createdFrom": (now - timedelta(days=1)).isoformat()},
        {"createdTo": now.isoformat()},
        {"bbox": {"west": 76, "south": 43, "east": 77, "north": 44}},
        {"unassigned": True},
        {"text": "абай"},
        {"text": "бекзат"},
        {"text": (await ServiceRequestRow.get(id=exports.city.names["open"])).number},
    ]
    for narrowed in cases:
        for role in ("author", "akimat"):
            found = [row["Number"] for row in await exports.rows(role, filter=narrowed)]
            assert found == [one["number"] for one in await listed(exports, role, **narrowed)], narrowed
    assert await exports.rows("akimat", filter={"text": "бекзат"})
    assert not await exports.rows("author", filter={"text": "бекзат"})


async def test_an_author_of_others_is_refused(exports):
    """As in the list: all requests of one person are for that person and for the staff."""
    author = str(exports.city.names["author"])

    assert (await exports.take("other citizen", filter={"authorId": author})).status_code == 403
    assert len(await exports.rows("author", filter={"authorId": author})) == 4
    assert len(await exports.rows("akimat", filter={"authorId": author})) == 4


async def test_what_a_person_follows_is_a_file_for_that_person(exports):
    """As in the list; an officer cannot take it."""
    author, follower = (str(exports.city.names[name]) for name in ("author", "other citizen"))
    number = (await ServiceRequestRow.get(id=exports.city.names["open"])).number

    assert [one["Number"] for one in await exports.rows("other citizen", filter={"followerId": follower})] == [number]
    for asker, person in (("author", follower), ("akimat", follower), ("other citizen", author)):
        assert (await exports.take(asker, filter={"followerId": person})).status_code == 403, asker
    assert (await exports.take("anonymous", filter={"followerId": follower})).status_code == 401


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"filter": {"cityId": None}}, "filter.cityId"),
        ({"filter": {"cityId": "Қала"}}, "filter.cityId"),
        ({"filter": {"statuses": ["LOST"]}}, "filter.statuses.0"),
        ({"filter": {"colour": "red"}}, "filter"),
        ({"filter": {"createdFrom": "yesterday"}}, "filter.createdFrom"),
        ({"filter": {"text": "a\0b"}}, "filter.text"),
        ({"language": "de"}, "language"),
        ({"personal": "perhaps"}, "personal"),
        ({"personnal": "true"}, "personnal"),
    ],
)
async def test_bad_input_names_its_field(exports, query, field):
    """And says what was expected."""
    answer = await exports.take("akimat", **query)

    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("INVALID_INPUT", field)
    assert error["message"].startswith(f"{field}: ")


async def test_a_filter_that_is_no_object_or_an_unknown_format_is_refused(exports):
    """Whatever the text is."""
    token = {"Authorization": f"Bearer {exports.city.tokens['akimat']}"}
    for text in ("[]", "1", "{", "\ud800".encode(errors="surrogatepass").hex()):
        answer = await exports.site.client.get("/export/requests.csv", params={"filter": text}, headers=token)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["field"]) == (400, "filter")
    answer = await exports.take("akimat", "pdf")
    assert answer.json()["errors"][0]["extensions"]["field"] == "format"


async def test_headers_let_a_browser_save_the_file(exports):
    """A name with city and day; never cached, never guessed to be another type."""
    answer = await exports.take("author")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="requests-almaty-2026-11-20.csv"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content.startswith(b"\xef\xbb\xbf")


async def test_the_day_in_the_name_of_a_file_is_that_of_the_city(exports):
    """Almaty is five hours ahead: late in the evening of UTC its next day has begun."""
    exports.city.test_app.clock.at += timedelta(hours=13)
    now = exports.city.test_app.clock.now()
    assert now.hour >= 19

    answer = await exports.take("author")

    day = (now + timedelta(days=1)).date()
    assert answer.headers["content-disposition"] == f'attachment; filename="requests-almaty-{day}.csv"'


async def test_a_head_takes_and_records_nothing(exports):
    """A download manager asks so before it takes the file; it would be recorded, and counted, twice."""
    sent = {"Authorization": f"Bearer {exports.city.tokens['akimat']}"}
    path = '/export/requests.csv?personal=true&filter={"cityId":"almaty"}'
    answer = await exports.site.client.head(path, headers=sent)

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert await ExportRecord.all().count() == 0


async def test_a_foreign_page_takes_nothing(exports):
    """Neither as a script nor by a link, although the browser sends the cookie along with the link."""
    for headers in (
        {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"},
        {"sec-fetch-site": "cross-site", "sec-fetch-dest": "script"},
        {"origin": "https://evil.example"},
    ):
        assert (await exports.take("akimat", personal="true", headers=headers)).status_code == 403
    assert await ExportRecord.all().count() == 0
    assert (await exports.take("akimat", headers={"sec-fetch-site": "same-origin"})).status_code == 200


async def test_titles_and_words_are_in_the_language_that_is_asked_for(exports):
    """Kazakh letters come through whole."""
    (kazakh, *_), (russian, *_) = [
        csv_rows((await exports.take("author", language=one)).content) for one in ("kk", "RU")
    ]

    assert kazakh["Күйі"] == "Орындалды"
    assert kazakh["Мекенжайы"] == "Абай даңғылы 10"
    assert kazakh["Сипаттамасы"] == "Жолда шұңқыр бар"
    assert russian["Статус"] == "Выполнено"


async def test_times_are_those_of_the_city(exports):
    """Seven in UTC is noon in Almaty; a spreadsheet has no zones."""
    (row, *_) = await exports.rows("author")

    assert row["Submitted"] == "2026-11-20 12:00:00"


async def test_xlsx_holds_texts_numbers_and_times(exports):
    """Read as the ZIP of XML that it is: texts are no formulas, and times are numbers with a format."""
    text = '=HYPERLINK("http://evil.example")'
    await ServiceRequestRow.filter(id=exports.city.names["open"]).update(description=text)

    answer = await exports.take("akimat", "xlsx", personal="true")
    book = zipfile.ZipFile(BytesIO(answer.content))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))

    cells = [list(row) for row in sheet.iter(f"{SHEET}row")]
    titles = ["".join(cell.itertext()) for cell in cells[0]]
    assert titles == PUBLIC_TITLES + PERSONAL_TITLES
    assert len(cells) == 1 + len(await listed(exports, "akimat"))
    assert not list(sheet.iter(f"{SHEET}f"))
    assert not list(sheet.iter(f"{SHEET}hyperlink"))
    assert text in ["".join(cell.itertext()) for row in cells for cell in row]
    created = next(cell for cell in cells[1] if cell.attrib["r"] == "G2")
    assert float(created.findtext(f"{SHEET}v")) == pytest.approx(46346.5)
    latitude = next(cell for cell in cells[1] if cell.attrib["r"] == "V2")
    assert (latitude.attrib.get("t"), latitude.findtext(f"{SHEET}v")) == (None, "43.24")


async def test_geojson_is_the_same_for_every_language(exports):
    """A FeatureCollection with the names of the API."""
    answer = await exports.take("akimat", "geojson", personal="true", language="kk")
    collection = json.loads(answer.content)

    assert answer.headers["content-type"] == "application/geo+json"
    assert collection["type"] == "FeatureCollection"
    shown = await listed(exports, "akimat")
    assert [one["properties"]["number"] for one in collection["features"]] == [one["number"] for one in shown]
    for one, listed_one in zip(collection["features"], shown, strict=True):
        assert one["geometry"] == {"type": "Point", "coordinates": [76.91, 43.24]}
        assert one["properties"]["status"] == listed_one["status"]
        assert len(one["properties"]["photos"]["REPORT"]) == len(
            [p for p in listed_one["photos"] if p["kind"] == "REPORT"]
        )
    assert {one["properties"]["author"] for one in collection["features"]} == {AUTHOR, "Мария"}


async def test_no_requests_make_an_empty_file(exports):
    """With its titles, and still valid."""
    nothing = {"createdFrom": "2030-01-01T00:00:00Z"}

    assert await exports.rows("author", filter=nothing) == []
    empty = await exports.take("author", "geojson", filter=nothing)
    assert json.loads(empty.content) == {"type": "FeatureCollection", "features": []}
    book = zipfile.ZipFile(BytesIO((await exports.take("author", "xlsx", filter=nothing)).content))
    assert b"<row" in book.read("xl/worksheets/sheet1.xml")


async def test_too_many_requests_are_refused_before_the_first_byte(exports, monkeypatch):
    """An account that is no staff gets at most so many; the staff gets all in CSV."""
    monkeypatch.setattr(commands, "MOST_PUBLIC_ROWS", 3)

    answer = await exports.take("author")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"] == {"code": "INVALID_INPUT", "field": "filter", "limit": 3}
    assert len(await exports.rows("author", filter={"statuses": ["DONE"]})) == 2
    assert len(await exports.rows("akimat")) == 5


async def test_one_export_at_a_time_for_an_account(exports):
    """The second is refused; that of another account runs, and the first may again afterwards."""
    async with transaction():
        assert await take_export_lock(exports.city.names["akimat"])
        # Tasks of their own, because this one holds the connection of the transaction.
        busy, other = await _in_other_tasks(exports, "akimat", "author")
    assert (busy.status_code, busy.headers["retry-after"]) == (429, "30")
    assert other.status_code == 200
    assert (await exports.take("akimat")).status_code == 200


async def _in_other_tasks(exports, *roles):
    return [await asyncio.create_task(exports.take(role), context=Context()) for role in roles]


async def test_an_account_that_is_no_staff_takes_so_many_files_an_hour(exports):
    """Files are no way to read a city again and again."""
    for _ in range(EXPORT_BY_ACCOUNT.most):
        assert (await exports.take("author", filter={"statuses": ["DONE"]})).status_code == 200
    assert (await exports.take("author")).status_code == 429
    assert (await exports.take("akimat")).status_code == 200


async def test_a_session_that_ended_takes_nothing(exports):
    """It is read for each file."""
    await Session.filter(account_id=exports.city.names["akimat"]).update(revoked_at=exports.city.test_app.clock.now())

    assert (await exports.take("akimat")).status_code == 401


async def test_every_batch_is_in_the_file_once(exports, monkeypatch):
    """Also where the requests end with a batch."""
    for size in (1, 2, 5, 6):
        monkeypatch.setattr(exported_requests, "BATCH", size)
        found = [row["Number"] for row in await exports.rows("akimat")]
        assert len(found) == len(set(found)) == 5
        collection = json.loads((await exports.take("akimat", "geojson")).content)
        assert [one["properties"]["number"] for one in collection["features"]] == found


async def test_a_file_is_of_one_moment(exports, monkeypatch):
    """A request that arrives while the file is written is not in it."""
    monkeypatch.setattr(exported_requests, "BATCH", 1)
    read, test_app = exported_requests.exported_requests, exports.city.test_app
    citizen = await test_app.person()

    async def slowly(*given, **named):
        async for batch in read(*given, **named):
            yield batch
            writing = submission.submit(test_app.context, citizen, test_app.submission())
            await asyncio.create_task(writing, context=Context())

    monkeypatch.setattr(commands, "exported_requests", slowly)
    before = (await rows("SELECT count(*) AS n FROM service_request"))[0]["n"]

    assert len(await exports.rows("akimat")) == before == 5
    assert (await rows("SELECT count(*) AS n FROM service_request"))[0]["n"] == 10
