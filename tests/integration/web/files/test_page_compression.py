"""Files of the page arrive compressed as the client accepts."""

import gzip

import httpx2
import pytest

SCRIPT = b"export const text = 'a street';" * 40
BROTLI = b"stands for what the build writes"


@pytest.fixture
def page(page):
    """A built front end whose script has its compressed variants."""
    (page / "assets" / "map-abc.js").write_bytes(SCRIPT)
    (page / "assets" / "map-abc.js.br").write_bytes(BROTLI)
    (page / "assets" / "map-abc.js.gz").write_bytes(gzip.compress(SCRIPT))
    (page / "manifest.webmanifest").write_text("{}")
    return page


async def raw(site, path: str, accepted: str | None, **headers: str) -> tuple[httpx2.Response, bytes]:
    """Ask for a path; return the answer and its bytes as they were sent."""
    if accepted is not None:
        headers["Accept-Encoding"] = accepted
    request = site.client.build_request("GET", path, headers=headers)
    if accepted is None:
        del request.headers["Accept-Encoding"]
    answer = await site.client.send(request, stream=True)
    return answer, b"".join([part async for part in answer.aiter_raw()])


@pytest.mark.parametrize(
    ("accepted", "coding", "sent"),
    [
        ("gzip, deflate, br", "br", BROTLI),
        ("gzip, br;q=0", "gzip", gzip.compress(SCRIPT)),
        ("br;q=0.2, gzip;q=0.8", "gzip", gzip.compress(SCRIPT)),
        ("br;q=0, gzip;q=0", None, SCRIPT),
        ("identity", None, SCRIPT),
        (None, None, SCRIPT),
    ],
)
async def test_asset_is_sent_in_the_coding_that_the_client_accepts(site, accepted, coding, sent):
    """With the type of the script itself, immutable, and for a cache to keep apart from other codings."""
    answer, body = await raw(site, "/assets/map-abc.js", accepted)

    assert answer.status_code == 200
    assert answer.headers.get("content-encoding") == coding
    assert (len(body), body[10:]) == (len(sent), sent[10:])
    assert answer.headers["content-length"] == str(len(sent))
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_each_coding_has_an_etag_of_its_own(site):
    """A strong ETag stands for the bytes that are sent; the answer 304 says on what it depends."""
    tags = {}
    for accepted in ("br", "gzip", "identity"):
        answer, _ = await raw(site, "/assets/map-abc.js", accepted)
        tags[accepted] = answer.headers["etag"]
    same, body = await raw(site, "/assets/map-abc.js", "br", **{"If-None-Match": f'"other", {tags["br"]}'})
    other, _ = await raw(site, "/assets/map-abc.js", "gzip", **{"If-None-Match": tags["br"]})

    assert len(set(tags.values())) == 3
    assert (same.status_code, body, same.headers["etag"]) == (304, b"", tags["br"])
    assert same.headers["vary"] == "Accept-Encoding"
    assert other.status_code == 200


async def test_etag_follows_the_content_and_not_the_time(site, page):
    """Two machines with the same build answer alike; a new build with the same file is still the same file."""
    first, _ = await raw(site, "/icon.svg", None)
    (page / "icon.svg").write_bytes((page / "icon.svg").read_bytes())
    same, _ = await raw(site, "/icon.svg", None)
    (page / "icon.svg").write_text("<svg><g/></svg>")
    changed, _ = await raw(site, "/icon.svg", None)

    assert first.headers["etag"] == same.headers["etag"] != changed.headers["etag"]


async def test_part_of_a_file_is_a_part_of_the_coding_that_is_sent(site):
    """A range counts in the bytes of the variant, so that a client can put the parts together."""
    answer, body = await raw(site, "/assets/map-abc.js", "br", Range="bytes=7-9")

    assert (answer.status_code, answer.headers["content-encoding"]) == (206, "br")
    assert body == BROTLI[7:10]
    assert answer.headers["content-range"] == f"bytes 7-9/{len(BROTLI)}"


async def test_head_tells_the_length_of_the_variant(site):
    """And sends nothing."""
    answer = await site.client.head("/assets/map-abc.js", headers={"Accept-Encoding": "br"})

    assert (answer.headers["content-length"], answer.content) == (str(len(BROTLI)), b"")


async def test_variants_have_no_address_of_their_own(site):
    """One resource has one address; a variant without its coding would be run as a damaged script."""
    for path in ("/assets/map-abc.js.br", "/assets/map-abc.js.gz", "/index.html.br"):
        assert (await site.client.get(path)).status_code == 404


async def test_file_without_variants_depends_on_nothing(site):
    """It is sent as it is, however the client would take it."""
    answer, body = await raw(site, "/assets/index-abc.js", "br, gzip")

    assert (body, answer.headers.get("content-encoding")) == (b"1", None)
    assert "vary" not in answer.headers


async def test_page_is_compressed_and_revalidated(site):
    """It names the files of the newest build, so a browser asks each time, and is told when nothing has changed."""
    packed, body = await raw(site, "/", "gzip, br")
    plain, html = await raw(site, "/", None)
    same, nothing = await raw(site, "/index.html", "gzip", **{"If-None-Match": packed.headers["etag"]})

    assert (packed.headers["content-encoding"], gzip.decompress(body)) == ("gzip", html)
    assert "content-encoding" not in plain.headers
    assert packed.headers["etag"] != plain.headers["etag"]
    assert (same.status_code, nothing, same.headers["cache-control"]) == (304, b"", "no-cache")
    for answer in (packed, plain, same):
        assert answer.headers["vary"] == "Accept-Encoding"
    for answer in (packed, plain):
        assert answer.headers["cache-control"] == "no-cache"


async def test_new_build_is_served_without_a_restart(site, page):
    """The page is read again when its file has changed."""
    old, _ = await raw(site, "/", "gzip")
    (page / "index.html").write_text("<!doctype html><title>Another build</title>")
    new, body = await raw(site, "/", "gzip")

    assert b"Another build" in gzip.decompress(body)
    assert old.headers["etag"] != new.headers["etag"]


@pytest.mark.parametrize(
    ("path", "kind", "lasting"),
    [
        ("/icon.svg", "image/svg+xml", "public, max-age=86400"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
    ],
)
async def test_files_without_a_hash_are_kept_for_a_day_at_most(site, path, kind, lasting):
    """A picture may be a day old; what names other files is asked for anew."""
    answer, _ = await raw(site, path, "br")

    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == lasting
