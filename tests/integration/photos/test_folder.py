"""`qala photos check`, on made files, and on a folder of real photographs where there is one."""

import os
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from app.cli.photos import TABLE_WIDTH, FileCheck, as_list, as_table, check_files
from app.domain.photos.evidence import SAME_PICTURE_BITS, SIMILAR_BITS, hash_distance
from app.domain.places.geo import distance_metres
from app.errors import InvalidInput
from app.photos.kinds import Kind
from app.photos.pipeline import Pipeline, Processed, knows_heic
from tests.integration.photos.image_files import chunks, image, saved

ROOT = Path(__file__).parents[3]
REAL = Path(os.environ.get("QALA_PHOTOS", ROOT.parent / "shared" / "data" / "photos"))
REFUSED = {
    "bomb.gif": "is a GIF",
    "broken.png": "is broken or was cut off",
    "truncated-small.jpg": "is broken or was cut off",
}
PAIRS = {
    ("road-before-01", "road-before-05"),
    ("road-before-02", "road-before-04"),
    ("road-before-03", "road-before-06"),
}


def drawn(checks: list[FileCheck], *, width: int = 200) -> str:
    console = Console(width=width, record=True, file=open(os.devnull, "w"))  # noqa: SIM115 - closed with the process
    with console.capture() as caught:
        console.print(as_table(checks) if width >= TABLE_WIDTH else as_list(checks))
    console.file.close()
    return caught.get()


async def test_the_table_names_each_file_and_its_fate(tmp_path: Path):
    (tmp_path / "good.jpg").write_bytes(saved(image(500, 400)))
    (tmp_path / "bad.gif").write_bytes(b"GIF89a")

    table = drawn(await check_files([tmp_path / "bad.gif", tmp_path / "good.jpg"]))

    assert "500 x 400" in table
    assert "is a GIF; expected a photograph as JPEG, PNG, WebP or AVIF" in table


async def test_a_narrow_terminal_gets_lines_that_fit(tmp_path: Path):
    (tmp_path / "good[1].jpg").write_bytes(saved(image(500, 400)))
    (tmp_path / "bad.gif").write_bytes(b"GIF89a")

    lines = drawn(await check_files([tmp_path / "bad.gif", tmp_path / "good[1].jpg"]), width=60).splitlines()

    assert max(map(len, lines)) <= 60
    assert lines[0].strip() == "bad.gif"
    assert any(line.strip() == "good[1].jpg" for line in lines)
    assert any(line.startswith("  500 x 400") for line in lines)


def real_files() -> list[Path]:
    if not REAL.is_dir():
        pytest.skip(f"no folder with real photographs at {REAL}; QALA_PHOTOS can name one")
    return sorted(REAL.iterdir())


@pytest.fixture(scope="module")
async def real() -> dict[str, Any]:
    checks = await check_files(real_files())
    return {check.name: check.result for check in checks}


async def test_real_photographs_meet_the_fate_they_deserve(real: dict[str, Any]):
    wanted = REFUSED | ({} if knows_heic() else {"phone.heic": "is a HEIC, which this server cannot open"})
    refused = {name: result.message for name, result in real.items() if isinstance(result, InvalidInput)}

    assert refused.keys() == wanted.keys()
    for name, words in wanted.items():
        assert words in refused[name]


async def test_real_photographs_are_served_without_a_word_of_their_maker(real: dict[str, Any]):
    for made in real.values():
        if isinstance(made, Processed):
            assert all(chunks(webp) == ["VP8 "] for webp in made.renditions.values())
            assert len(made.preview) <= 700
            assert made.media_type in {kind.media_type for kind in Kind}


async def test_two_real_shots_are_sixty_metres_and_ten_minutes_apart(real: dict[str, Any]):
    one, other = real["camera-gps-1.jpg"], real["camera-gps-2.jpg"]

    assert 55 < distance_metres(one.latitude, one.longitude, other.latitude, other.longitude) < 70
    assert 9.5 < abs((one.taken_at - other.taken_at).total_seconds()) / 60 < 10.5


async def test_what_metadata_of_real_files_cannot_be_is_not_believed(real: dict[str, Any]):
    malformed = real["gps-malformed.jpg"]
    assert (malformed.latitude, malformed.longitude, malformed.taken_at) == (None, None, None)
    assert "<" not in real["exif-html-string.jpg"].camera
    assert (real["orient-6.jpg"].width, real["orient-6.jpg"].height) == (1800, 1200)


async def test_a_real_heic_is_opened_where_the_codec_is_and_half_of_one_is_not(
    real: dict[str, Any], pipeline: Pipeline
):
    if not knows_heic():
        pytest.skip("pillow-heif is not installed: pip install qalacontrol[heic]")
    whole = real["phone.heic"]
    assert (whole.media_type, whole.width, whole.height) == ("image/heic", 4032, 3024)
    with pytest.raises(InvalidInput, match="is broken or was cut off"):
        await pipeline.process("half.heic", whole.original[: len(whole.original) // 2])


async def test_real_near_duplicates_and_only_they_look_alike(real: dict[str, Any]):
    seen = {name.partition(".")[0]: made for name, made in real.items() if getattr(made, "perceptual_hashes", ())}
    small = seen.pop("phone-gps-small")
    assert hash_distance(small.perceptual_hashes, seen["phone-gps-12mp"].perceptual_hash) <= SAME_PICTURE_BITS
    near = {
        (name, other)
        for name, made in seen.items()
        for other, twin in seen.items()
        if name < other and hash_distance(made.perceptual_hashes, twin.perceptual_hash) <= SIMILAR_BITS
    }
    assert near == PAIRS
