"""The map for other sites: framed by those that the settings name, and by no others."""

import json
import re

import httpx2
import pytest

from app.errors import SettingsError
from app.settings import Settings
from app.web.http.security import frame_policy


async def test_no_site_may_frame_the_map_unless_the_settings_name_it(site):
    """It can be opened by itself; everything else of the product can never be framed."""
    answer = await site.client.get("/embed/almaty", headers={"accept-language": "ru"})

    assert answer.status_code == 200
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "Алматы: заявки жителей" in answer.text
    assert 'rel="icon"' in answer.text  # without it a browser asks for one that is not there


def test_the_named_sites_may_frame_it():
    """It opens no socket, sends no form, and runs only our script."""
    policy = frame_policy("https://tiles.example/{z}", ("https://almaty.gov.kz", "https://*.gov.kz"))

    assert policy.endswith("frame-ancestors https://almaty.gov.kz https://*.gov.kz")
    assert "default-src 'self'" in policy
    assert "form-action 'none'" in policy
    assert "ws" not in policy
    assert "img-src 'self' data: https://tiles.example;" in policy


@pytest.mark.parametrize(
    "value",
    ["*", "almaty.gov.kz", "https://*", "https://a.kz; script-src *", "https://a.kz/page", "'self'", "javascript:1"],
)
def test_an_origin_that_is_none_stops_the_start(monkeypatch, value):
    """It stands in a header: a word more would be another rule, and a star every site."""
    monkeypatch.setenv("EMBED_ORIGINS", json.dumps([value]))

    with pytest.raises(SettingsError, match=r"EMBED_ORIGINS.*expected an origin such as"):
        Settings.read()


def test_origins_are_a_list(monkeypatch):
    monkeypatch.setenv("EMBED_ORIGINS", "https://almaty.gov.kz, https://*.example.kz:8443")

    assert Settings.read().embed_origins == ("https://almaty.gov.kz", "https://*.example.kz:8443")


async def test_the_map_has_its_texts_and_the_reader_of_no_account(site):
    """The same for everyone: it says nothing of a session."""
    token = await site.token(await site.test_app.person())
    plain = await site.client.get("/embed/almaty?lang=kk")
    signed_in = await site.client.get("/embed/almaty?lang=kk", headers={"authorization": f"Bearer {token}"})
    known = await site.client.get("/embed/almaty?lang=kk", headers={"if-none-match": plain.headers["etag"]})

    (written,) = re.findall(r'<script type="application/json" id="embed">(.*?)</script>', plain.text)
    data = json.loads(written)
    assert (data["city"], data["language"]) == ("almaty", "kk")
    assert data["categories"]["pothole"]["icon"] == "pothole"
    assert set(data["statuses"]) >= {"ACCEPTED", "DONE"}
    assert plain.text == signed_in.text
    assert known.status_code == 304
    assert (await site.client.get("/embed/nowhere")).status_code == 404


async def test_the_map_reads_tiles_from_within_a_frame_of_another_site(site):
    """Its requests are of our own origin, whatever site is around it."""
    headers = {"sec-fetch-site": "same-origin", "sec-fetch-dest": "empty"}

    answer = await site.client.get("/map/almaty/11/1461/750.json?period=DAYS_30", headers=headers)

    assert isinstance(answer, httpx2.Response)
    assert answer.status_code in {200, 503}
