"""What is in the home folder can be read by the account of the server alone."""

import os
import stat
from pathlib import Path

import pytest

from app.private_files import close_home, make_private_folder, private_group, write_private

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as another account")


@pytest.fixture(autouse=True)
def generous_umask():
    """Of an account that lets every account read its new files."""
    previous = os.umask(0)
    yield
    os.umask(previous)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def earlier_home(home: Path) -> Path:
    """A home folder as an earlier version left it."""
    (home / "mail").mkdir(parents=True)
    (home / "photos/r/ab").mkdir(parents=True)
    for name in ("mail/letter.eml", "photos/r/ab/photo", "secret", "demo.json"):
        (home / name).write_text("x")
    return home


def test_home_of_an_earlier_version_is_closed(tmp_path):
    """Letters with living links in them stood there for every local user."""
    home = earlier_home(tmp_path / "var")
    assert mode(home / "mail/letter.eml") == 0o666

    close_home(home)

    found = [path for path in home.rglob("*") if mode(path) & 0o077]
    assert found == []
    assert mode(home) & ~0o010 == 0o700
    assert mode(home / "mail") == 0o700


def test_what_is_not_ours_is_left_alone(tmp_path):
    """QALA_HOME is a folder with other things in it: those, and the folder, keep their permissions."""
    home = earlier_home(tmp_path / "mixed")
    (home / "public.html").write_text("x")
    home.chmod(0o755)

    close_home(home)

    assert mode(home) == 0o755
    assert mode(home / "public.html") == 0o666
    assert mode(home / "secret") == 0o600


def test_folder_for_all_is_left_alone(tmp_path):
    """Such as /tmp: the sticky bit says that many accounts write there."""
    home = tmp_path / "tmp"
    home.mkdir()
    home.chmod(0o1777)

    close_home(home)

    assert mode(home) == 0o1777


def test_links_are_not_followed(tmp_path):
    """A link in the home folder would otherwise close what it points to."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    home = earlier_home(tmp_path / "var")
    (home / "mail/link").symlink_to(elsewhere)
    (home / "photos/r/ab/photo").unlink()
    (home / "photos/r/ab/photo").symlink_to(elsewhere)

    close_home(home)

    assert mode(elsewhere) == 0o755


def test_missing_home_is_made_closed(tmp_path):
    """With the folders above it, which other accounts may need to pass."""
    close_home(tmp_path / "srv/qala")

    assert mode(tmp_path / "srv") == 0o755
    assert mode(tmp_path / "srv/qala") & ~0o010 == 0o700


@as_root
def test_servers_of_root_pass_by_a_group_of_their_own(tmp_path):
    """One for each home folder, which stays the same at the next start."""
    homes = [tmp_path / "one", tmp_path / "two"]
    for home in [*homes, *homes]:
        close_home(home)

    groups = [private_group(home / "postgres") for home in homes]
    assert groups == [home.stat().st_gid for home in homes]
    assert groups[0] != groups[1]
    assert mode(homes[0]) == 0o710


def test_files_and_folders_are_made_closed(tmp_path):
    """Whatever the umask; a file is replaced as a whole, and nothing unfinished is left."""
    make_private_folder(tmp_path / "a/b")
    write_private(tmp_path / "a/b/c", b"first")
    (tmp_path / "a/b/c").chmod(0o644)
    write_private(tmp_path / "a/b/c", b"second")

    assert [mode(path) for path in (tmp_path / "a", tmp_path / "a/b", tmp_path / "a/b/c")] == [0o700, 0o700, 0o600]
    assert (tmp_path / "a/b/c").read_bytes() == b"second"
    assert os.listdir(tmp_path / "a/b") == ["c"]
