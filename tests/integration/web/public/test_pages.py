"""The public pages of requests and cities: what the public may see, described for machines, and nothing else."""

import json
import re
from contextlib import suppress
from html.parser import HTMLParser
from io import BytesIO

import pytest
from PIL import Image

from app.auth.fair_queue import Payer
from app.auth.limits import POINTS_BY_NETWORK
from app.commands.requests import rejection, text_moderation, work
from app.commands.requests.photo_moderation import hide
from app.commands.requests.submission import submit
from app.domain.accounts.roles import Role
from app.domain.requests.reasons import RejectReason
from app.domain.text.hidden_texts import Text, TextPart
from app.errors import RateLimited
from app.models.photos.photo import PhotoRow
from tests import pictures

BUILT = """<!doctype html>
<html lang="kk"><head><meta charset="utf-8" /><meta name="qala-tile-url" content="" />
<meta name="description" content="QalaControl" /><title>QalaControl</title>
<script type="module" crossorigin src="/assets/index-abc.js"></script></head>
<body><div id="app"></div></body></html>
"""
HOSTILE = """</script></title><script>alert(1)</script><img src=x onerror="alert('2')"> & "it's" \u2028 ${7*7}"""


class Seen(HTMLParser):
    """What a browser without script finds in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        (self.scripts if self._inside == "script" else self.text).append(data)

    def named(self, name):
        """Return the contents of the meta elements with this name or property."""
        metas = [found for tag, found in self.tags if tag == "meta"]
        return [found["content"] for found in metas if name in {found.get("name"), found.get("property")}]

    def links(self, rel):
        return {
            found.get("hreflang", ""): found["href"]
            for tag, found in self.tags
            if tag == "link" and found.get("rel") == rel
        }

    @property
    def linked_data(self):
        (found,) = [text for text in self.scripts if text.strip()]
        return json.loads(found)


@pytest.fixture
async def reported(site, page):
    """A request with a photo, on a site whose page is built."""
    (page / "index.html").write_text(BUILT)
    author = await site.test_app.person(name="Айгүл Серікқызы")
    return await submit(site.test_app.context, author, site.test_app.submission(), [pictures.picture(1)])


async def seen(site, path, **headers):
    answer = await site.client.get(path, headers={"accept-language": "ru", **headers})
    assert answer.status_code == 200, answer.text
    return Seen(answer.text)


async def rejected(site, request):
    akimat = await site.test_app.person(Role.AKIMAT)
    return await rejection.reject(site.test_app.context, akimat, request.id, RejectReason.SPAM)


async def test_a_request_is_readable_without_script_and_described_for_machines(site, reported):
    """Title, description, picture, canonical address, and the facts as JSON-LD."""
    path = f"/r/{reported.number}"
    found = await seen(site, path)

    shown = " ".join(found.text)
    assert all(text in shown for text in (reported.number, "Принято", "Жолда шұңқыр бар", "Абай даңғылы 10", "Алматы"))
    assert found.named("og:title") == [f"{reported.number}: Яма на дороге, Абай даңғылы 10"]
    assert (
        found.named("description")
        == found.named("og:description")
        == ["Принято. Абай даңғылы 10, Алматы. Жолда шұңқыр бар"]
    )
    (picture,) = found.named("og:image")
    assert picture.startswith("http://qala.test/photos/")
    shown_picture = await site.client.get(picture)
    assert shown_picture.headers["content-type"] == "image/webp"
    size = [int(*found.named(f"og:image:{side}")) for side in ("width", "height")]
    assert size == list(Image.open(BytesIO(shown_picture.content)).size)
    assert found.named("og:locale") == ["ru_RU"]
    assert found.named("twitter:card") == ["summary_large_image"]
    assert found.links("canonical") == {"": f"http://qala.test{path}"}
    data = found.linked_data
    assert (data["reportNumber"], data["description"]) == (reported.number, "Жолда шұңқыр бар")
    assert data["image"].startswith("http://qala.test/photos/")
    assert data["contentLocation"]["geo"]["latitude"] == reported.latitude
    assert found.named("robots") == []


async def test_the_app_takes_the_page_over(site, reported):
    """The built page with its script, the route that it opens, and the content inside the element of the app."""
    answer = await site.client.get(f"/r/{reported.number}?lang=ru")

    found = Seen(answer.text)
    assert found.named("qala-route") == [f"#/request/{reported.id}?lang=ru"]
    assert ("script", {"type": "module", "crossorigin": "", "src": "/assets/index-abc.js"}) in found.tags
    assert re.search(r'<div id="app"><div class="public">', answer.text)
    assert answer.text.count("<title>") == answer.text.count('name="description"') == 1


async def test_a_request_is_shown_where_the_page_is_not_built(site, reported, page):
    """Without the script of the app, and whole."""
    (page / "index.html").unlink()

    assert "Жолда шұңқыр бар" in (await site.client.get(f"/r/{reported.number}")).text


async def test_texts_of_people_stay_texts(site, page):
    """In the page, in its attributes and in the JSON-LD."""
    (page / "index.html").write_text(BUILT)
    author = await site.test_app.person()
    given = site.test_app.submission(address=HOSTILE, description=HOSTILE)
    request = await submit(site.test_app.context, author, given, [])

    for path in (f"/r/{request.number}", "/c/almaty"):
        answer = await site.client.get(path)
        found = Seen(answer.text)
        assert len(re.findall(r"<script", answer.text, re.IGNORECASE)) == (2 if path.startswith("/r/") else 1)
        assert "<img src=x" not in answer.text
        assert not [tag for tag, given in found.tags if any(name.startswith("on") for name in given)]
        assert found.linked_data["@context"] == "https://schema.org"
    assert found.named("robots") == []
    assert Seen((await site.client.get(f"/r/{request.number}")).text).linked_data["description"] == request.description


async def test_the_page_shows_what_an_anonymous_reader_of_the_api_sees(site, reported):
    """No name of a citizen, no hidden photo, no hidden text; an executor acts officially."""
    context = site.test_app.context
    akimat = await site.test_app.person(Role.AKIMAT)
    executor = await site.test_app.person(Role.EXECUTOR, name="Ерлан Қанатұлы")
    await work.claim(context, executor, reported.id)
    photo = await PhotoRow.get(request_id=reported.id)
    await hide(context, akimat, photo.id, "лицо")
    await text_moderation.hide(context, akimat, reported.id, Text(TextPart.DESCRIPTION), "телефон")

    answer = await site.client.get(f"/r/{reported.number}", headers={"accept-language": "ru"})
    token = await site.token(akimat)
    as_officer = await site.client.get(
        f"/r/{reported.number}", headers={"accept-language": "ru", "authorization": f"Bearer {token}"}
    )
    api = await site.ask(
        "query($id: ID!) { serviceRequest(id: $id) { description photos { id } executor { name } author { name } } }",
        {"id": str(reported.id)},
    )

    assert api["serviceRequest"]["photos"] == []
    assert api["serviceRequest"]["description"] == ""
    assert api["serviceRequest"]["executor"]["name"] in answer.text
    assert "Скрыто модератором" in answer.text
    for secret in ("Жолда шұңқыр", "Айгүл", "Серікқызы", photo.large_key, photo.medium_key, "<figure>"):
        assert secret not in answer.text
    assert answer.text == as_officer.text


async def test_search_engines_are_not_offered_what_was_rejected_or_hidden(site, reported):
    """Everyone may open it; a search engine would keep it."""
    await rejected(site, reported)

    assert (await seen(site, f"/r/{reported.number}")).named("robots") == ["noindex"]


async def test_search_engines_are_not_offered_a_hidden_text(site, reported):
    akimat = await site.test_app.person(Role.AKIMAT)
    await text_moderation.hide(site.test_app.context, akimat, reported.id, Text(TextPart.ADDRESS), "имя")

    found = await seen(site, f"/r/{reported.number}")

    assert found.named("robots") == ["noindex"]
    assert "Абай" not in " ".join(found.text)


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "ru", "ru"),
        ("", "en-GB,en;q=0.9,ru;q=0.8", "en"),
        ("", "de, kk;q=0.5, ru;q=0.7", "ru"),
        ("", "de", "kk"),
        ("", "", "kk"),
        ("?lang=en", "ru", "en"),
        ("?lang=xx", "ru", "ru"),
    ],
)
async def test_a_page_is_in_the_language_of_the_reader(site, reported, query, accepted, language):
    """Of the link, else of the browser, else Kazakh; each named in itself, and its own address as canonical."""
    path = f"http://qala.test/r/{reported.number}"
    answer = await site.client.get(path + query, headers={"accept-language": accepted})

    found = Seen(answer.text)
    assert f'<html lang="{language}"' in answer.text
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language, Accept-Encoding"
    assert found.links("alternate") == {
        **{one: f"{path}?lang={one}" for one in ("kk", "ru", "en")},
        "x-default": path,
    }
    assert found.links("canonical") == {"": path + query if query == "?lang=en" else path}
    assert all(f'lang="{one}"' in answer.text for one in ("kk", "ru", "en"))
    assert all(f">{name}</a>" in answer.text for name in ("Қазақша", "Русский", "English"))


async def test_a_cache_may_keep_a_page_and_ask_whether_it_is_current(site, reported):
    """With a tag of its content: a deadline that passes makes another page."""
    path = f"/r/{reported.number}"
    first = await site.client.get(path)
    known = await site.client.get(path, headers={"if-none-match": first.headers["etag"]})
    site.test_app.pass_time(days=30)
    later = await site.client.get(path, headers={"if-none-match": first.headers["etag"]})

    assert first.headers["cache-control"].startswith("public, max-age=30")
    assert first.headers["content-encoding"] == "gzip"
    assert (known.status_code, known.content) == (304, b"")
    assert later.status_code == 200
    assert "Мерзімі өтті" in later.text


async def test_a_number_in_small_letters_leads_to_the_page(site, reported):
    """Permanently, with the language of the link."""
    answer = await site.client.get(f"/r/{reported.number.lower()}?lang=ru")

    assert answer.status_code == 301
    assert answer.headers["location"] == f"/r/{reported.number}?lang=ru"


@pytest.mark.parametrize("path", ["/r/ALM-999999", "/r/%00", f"/r/{'9' * 500}", "/c/nowhere", "/c/%00", "/c/ALMATY"])
async def test_what_does_not_exist_is_404_in_the_language_of_the_reader(site, path):
    answer = await site.client.get(path, headers={"accept-language": "ru"})

    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.text


async def test_a_city_shows_its_figures_and_its_newest_requests(site, reported):
    """Without what was closed without work."""
    author = await site.test_app.person()
    spam = await submit(site.test_app.context, author, site.test_app.submission(address="Спам к-сі 1"), [])
    await rejected(site, spam)
    await site.test_app.settled()

    found = await seen(site, "/c/almaty")

    shown = " ".join(found.text)
    assert "Алматы: заявки жителей" in shown
    assert f"/r/{reported.number}" in {given.get("href") for _, given in found.tags}
    assert "Спам" not in shown
    assert found.named("description") == ["Алматы: всего заявок 2, открыто 1, просрочено 0."]
    assert found.linked_data["about"]["name"] == "Алматы"
    assert "/#/map?city=almaty&near=1" in {given.get("href") for _, given in found.tags}


async def test_pages_are_paid_for_by_the_network_of_the_reader(site, reported):
    """A reader who has spent the points of the minute gets a page that says so."""
    reads, payer = site.test_app.application.reads, Payer.of("127.0.0.1")
    with suppress(RateLimited):
        for _ in range(POINTS_BY_NETWORK.most):
            await reads.charge(payer, 5_000, 5_000)

    for path in (f"/r/{reported.number}", "/c/almaty"):
        answer = await site.client.get(path, headers={"accept-language": "ru"})

        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        assert "Подождите" in answer.text


async def test_a_foreign_page_cannot_read_for_its_visitors(site, reported):
    """Opening a link is allowed; an image or a frame of another site is refused before it costs anything."""
    path = f"/r/{reported.number}"
    as_image = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "image"}
    as_link = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}

    assert (await site.client.get(path, headers=as_image)).status_code == 403
    linked = await site.client.get(path, headers=as_link)
    assert linked.status_code == 200
    assert "frame-ancestors 'none'" in linked.headers["content-security-policy"]
    assert "script-src" not in linked.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/c/almaty", "/r/ALM-000001", "/r/%D2%9A-1", "/r/%25"])
async def test_a_slash_at_the_end_leads_to_the_page(site, path):
    """Not to the start page of the app; the language stays, and no other site is named."""
    answer = await site.client.get(f"{path}/?lang=ru")

    assert (answer.status_code, answer.headers["location"]) == (301, f"{path}?lang=ru")
