"""What is written must be what is: documents are held against the code."""

import re
from pathlib import Path

import pytest

from app.settings import Settings
from scripts.generated.__main__ import files

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_every_generated_file_is_what_the_code_writes():
    """The schema, docs/lifecycle.md, and the tables of statuses, roles and messages."""
    assert [name for name, text in files().items() if (ROOT / name).read_text() != text] == []


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
