"""The street map over HTTP, and the files that become one."""

import pytest
from pmtiles.reader import Reader
from pmtiles.tile import Compression, TileType

from app.cli.serving import OSM_TILES, demo_settings
from app.data.basemap_file import BasemapFolder, read_basemap
from app.errors import InvalidInput
from app.settings import Settings
from tests.basemap import ALMATY, write_basemap

BUILT = '<!doctype html><meta name="qala-tile-url" content="" /><meta name="qala-basemap" content="" />'


@pytest.fixture
def folder(site):
    return BasemapFolder(site.test_app.application.settings.qala_home)


@pytest.fixture
async def put(folder, tmp_path):
    """A street map in the home of the application."""
    yield folder.put(write_basemap(tmp_path / "almaty.pmtiles"))
    folder.remove()


async def test_pages_name_the_street_map_that_was_put(site, page, folder, tmp_path):
    """From the next opening on, without a restart; a removed one is named no more."""
    (page / "index.html").write_text(BUILT)
    before = (await site.client.get("/")).text

    version = folder.put(write_basemap(tmp_path / "one.pmtiles"))
    try:
        with_map = await site.client.get("/")
        assert f'<meta name="qala-basemap" content="/basemap/{version}.pmtiles" />' in with_map.text
    finally:
        assert folder.remove()

    assert 'name="qala-basemap" content="" />' in before
    assert (await site.client.get("/")).text == before
    assert not folder.remove()


async def test_a_page_reads_the_map_in_parts(site, put, tmp_path):
    """As a reader of the format does: the header, a directory, one tile; each part may be kept for ever."""
    path, parts = f"/basemap/{put}.pmtiles", []
    whole = (tmp_path / "almaty.pmtiles").read_bytes()

    for first, last in ((0, 126), (127, 400)):
        answer = await site.client.get(path, headers={"range": f"bytes={first}-{last}"})
        assert (answer.status_code, answer.content) == (206, whole[first : last + 1])
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"
        assert "immutable" in answer.headers["cache-control"]
        parts.append(answer.content)

    assert Reader(lambda at, length: whole[at : at + length]).header()["max_zoom"] == 14


@pytest.mark.parametrize("wanted", ["", "bytes=0-", "bytes=-5", "bytes=0-5,7-9", "bytes=0-4194304", "bytes=9-3", "x"])
async def test_the_whole_file_is_given_to_nobody(site, put, wanted):
    """It has hundreds of megabytes, and any client could fetch it again and again."""
    answer = await site.client.get(f"/basemap/{put}.pmtiles", headers={"range": wanted} if wanted else {})

    assert answer.status_code == 416
    assert "Range: expected" in answer.text


@pytest.mark.parametrize("tag", ['"of-another-machine"', 'W/"weak"', "Wed, 21 Oct 2015 07:28:00 GMT"])
async def test_a_part_is_a_part_whatever_version_the_client_has(site, put, tag):
    """The address names the content: a tag that we did not send must not turn a part into the whole file (If-Range)."""
    wanted = {"range": "bytes=0-126", "if-range": tag}
    answer = await site.client.get(f"/basemap/{put}.pmtiles", headers=wanted)

    assert (answer.status_code, len(answer.content)) == (206, 127)
    assert answer.headers["etag"] == f'"{put}"'


@pytest.mark.parametrize("version", ["0123456789abcdef0123", "..%2f..%2fsecret", "%00", "*"])
async def test_other_files_of_the_home_are_not_served(site, put, version):
    answer = await site.client.get(f"/basemap/{version}.pmtiles", headers={"range": "bytes=0-9"})

    assert answer.status_code == 404


async def test_open_pages_go_on_with_the_map_of_before(folder, tmp_path):
    """A new file takes the place of the old one, of which the last is kept."""
    try:
        versions = [folder.put(write_basemap(tmp_path / f"{n}", zooms=range(8, 9 + n))) for n in range(3)]

        assert folder.version() == versions[2]
        assert folder.path(versions[1]) is not None
        assert folder.path(versions[0]) is None
    finally:
        folder.remove()


def test_what_a_file_covers(tmp_path):
    found = read_basemap(write_basemap(tmp_path / "map"))

    assert (found.least_zoom, found.most_zoom) == (8, 14)
    assert found.west == pytest.approx(ALMATY[1] - 1)
    assert found.north == pytest.approx(ALMATY[0] + 1)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"tile_type": TileType.PNG}, "type 2; expected 1, vector tiles"),
        ({"tile_compression": Compression.BROTLI}, "compression 3 of the tiles; expected gzip"),
        ({"layers": ("roads", "earth")}, "no layer places, water"),
        ({"min_lon_e7": int(1.7e9)}, "expected an area"),
    ],
)
def test_a_file_that_pages_cannot_draw_is_refused(tmp_path, header, said):
    """With what is wrong and what was expected."""
    path = write_basemap(tmp_path / "map", **header)

    with pytest.raises(InvalidInput, match=said):
        read_basemap(path)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: b"", "begins with 'PMTiles'"),
        (lambda data: b"\x89PNG" + data, "begins with 'PMTiles'"),
        (lambda data: data[:7] + b"\x02" + data[8:], "version 2 of PMTiles; expected version 3"),
        (lambda data: data[:-100], "fewer than its header says"),
        (lambda data: data[:127] + bytes(len(data) - 127), "unreadable metadata"),
    ],
)
def test_a_spoilt_file_is_refused(tmp_path, spoil, said):
    path = write_basemap(tmp_path / "map")
    path.write_bytes(spoil(path.read_bytes()))

    with pytest.raises(InvalidInput, match=said):
        read_basemap(path)


async def test_the_command_puts_and_removes_a_map(qala, tmp_path):
    """And keeps the present one where the new one is refused."""
    good, bad = write_basemap(tmp_path / "good.pmtiles"), tmp_path / "bad.pmtiles"
    bad.write_bytes(b"no map")
    folder = BasemapFolder(tmp_path / "home")

    code, said, _ = await qala("basemap", "put", good)
    assert code == 0
    assert folder.version() in said
    assert "zoom 8 to 14" in said
    code, _, refused = await qala("basemap", "put", bad)
    assert code == 2
    assert "bad.pmtiles: expected a PMTiles file" in refused
    assert (await qala("basemap", "put", tmp_path / "none"))[0] == 2
    assert folder.version() is not None
    assert (await qala("basemap", "remove"))[:2] == (0, "The street map is removed.")
    assert folder.version() is None


def test_a_demo_shows_the_streets_of_openstreetmap_unless_told_otherwise(monkeypatch):
    """A server of a city shows only what its settings name."""
    monkeypatch.delenv("TILE_URL", raising=False)
    assert Settings.read().tile_url == ""
    assert demo_settings(Settings.read()).tile_url == OSM_TILES

    for given, used in (("none", ""), ("https://tiles.example/{z}/{x}/{y}.png",) * 2):
        monkeypatch.setenv("TILE_URL", given)
        assert demo_settings(Settings.read()).tile_url == used
