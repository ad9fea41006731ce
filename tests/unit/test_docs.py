"""What is written must be what is: documents are held against the code."""

import re
from pathlib import Path

import pytest

from app.domain.diagram import lifecycle_page
from app.settings import Settings
from schema import schema
from scripts.lifecycle_files import COLOURS, STATUSES, colours_css, statuses_typescript
from scripts.text_limits import LIMITS, limits_typescript

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_the_lifecycle_page_is_the_table():
    """docs/lifecycle.md is what `qala lifecycle` prints."""
    assert (ROOT / "docs" / "lifecycle.md").read_text() == lifecycle_page()


@pytest.mark.parametrize(("file", "text"), [(STATUSES, statuses_typescript), (COLOURS, colours_css)])
def test_the_page_has_the_statuses_of_the_table(file, text):
    """The front end's lists and colours are what `python -m scripts.lifecycle_files` writes."""
    assert text() == file.read_text()


def test_the_page_has_the_text_limits_of_the_server():
    """The front end's limits are what `python -m scripts.text_limits` writes."""
    assert limits_typescript() == LIMITS.read_text()


def test_the_printed_schema_is_the_schema():
    """schema/schema.graphql is what `qala schema` prints."""
    assert (ROOT / "schema" / "schema.graphql").read_text() == schema.printed()


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme(name):
    """By the name of its environment variable."""
    assert f"`{name.upper()}`" in README


def test_links_between_documents_lead_somewhere():
    """Every relative link of README.md and docs/ names a file."""
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_committed_files_name_no_package_registry():
    """Locks name packages and hashes, not hosts."""
    folders = [ROOT, ROOT / "frontend", ROOT / "tests" / "bench" / "peers"]
    for lock in [path for folder in folders for path in (*folder.glob("*.lock"), *folder.glob("package-lock.json"))]:
        assert "://" not in re.sub(
            r'"(url|funding)":.*|https://(opencollective|github|tidelift|www\.)\S+', "", lock.read_text()
        ), lock
