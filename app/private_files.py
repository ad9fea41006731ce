"""Files and folders that only the account of this process can read: letters, photos, keys, data of the servers."""

import errno
import grp
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The errors of a file system that is full, or of a file that is as large as it may be."""
FOLDER_MODE = 0o700
FILE_MODE = 0o600
SERVERS_FOLDER_MODE = 0o710
"""Of a folder that the embedded servers pass through when root runs them as another account."""
_OPEN = stat.S_IRWXG | stat.S_IRWXO
_PRIVATE_GROUPS = range(30_000, 60_000)
"""Groups of this range without a name belong to one home folder each."""
_ENTRIES = {"postgres", "valkey", "mail", "photos", "basemap", "secret", "engines.json", "engines.new", "demo.json"}
_OF_SERVERS = {"postgres", "valkey"}


def make_private_folder(path: Path) -> None:
    """Make a folder, and the missing ones above it, that others may not enter."""
    if path.is_dir():
        return
    make_private_folder(path.parent)
    path.mkdir(mode=FOLDER_MODE, exist_ok=True)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that others may not read; one that was there is replaced as a whole."""
    make_private_folder(path.parent)
    unfinished = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
            file.write(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def close_home(home: Path) -> None:
    """Make the home folder where it is missing, and take from others what earlier versions let them read in it.

    A folder with other things in it keeps its own permissions, and so do those things: it may be the home
    directory of an account. Links are not followed, and what another account owns is left to it.
    """
    make_home(home, private_group(home))
    names = set(os.listdir(home))
    for name in names & _ENTRIES - _OF_SERVERS:
        _close(home / name)
    if _is_for_us_alone(home, names):
        close_for_servers(home, private_group(home))


def make_home(home: Path, group: int | None) -> None:
    """Make the home folder where it is missing, for this group of servers; folders above it get usual permissions."""
    if home.is_dir():
        return
    make_open_folder(home.parent)
    home.mkdir(mode=FOLDER_MODE)
    close_for_servers(home, group)


def make_open_folder(path: Path) -> None:
    """Make a folder, and the missing ones above it, that others may enter."""
    if path.is_dir():
        return
    make_open_folder(path.parent)
    path.mkdir(mode=0o755)
    if os.geteuid() == 0:
        path.chmod(0o755)  # With a strict umask of root, the servers' account could not pass otherwise.


def close_for_servers(folder: Path, group: int | None) -> None:
    """Let only the account of this process enter a folder; with a group, its members may pass through."""
    if group is not None:
        os.chown(folder, -1, group)
    folder.chmod(FOLDER_MODE if group is None else SERVERS_FOLDER_MODE)


def private_group(folder: Path) -> int | None:
    """Return the group by which embedded servers reach this folder; None where they run as our own account.

    Root runs them as `nobody`. That account may have other processes, which must not reach the data. So the servers
    get a group that no other process has: that of the folder or of the one above it, or a new number.
    """
    if os.geteuid() != 0:
        return None
    for known in (folder, folder.parent):
        if known.exists() and _is_private(group := known.stat().st_gid):
            return group
    while not _is_private(group := secrets.choice(_PRIVATE_GROUPS)):
        continue
    return group


def _is_private(group: int) -> bool:
    if group not in _PRIVATE_GROUPS:
        return False
    try:
        grp.getgrgid(group)
    except KeyError:
        return True
    return False


def _is_for_us_alone(home: Path, names: set[str]) -> bool:
    seen = home.lstat()
    shared = not stat.S_ISDIR(seen.st_mode) or seen.st_mode & stat.S_ISVTX or home.resolve() == Path.home()
    return not shared and seen.st_uid == os.geteuid() and all(_is_ours(name) for name in names)


def _is_ours(name: str) -> bool:
    return name in _ENTRIES or name.startswith(".secret-")


def _close(path: Path) -> None:
    """Take all rights of others from a file, or from a folder and what is in it.

    A folder that is closed already is not walked again: photos are many.
    """
    with suppress(FileNotFoundError):
        seen = path.lstat()
        if stat.S_ISLNK(seen.st_mode) or seen.st_uid != os.geteuid() or not seen.st_mode & _OPEN:
            return
        if stat.S_ISDIR(seen.st_mode):
            for folder, folders, files in os.walk(path):
                for name in folders + files:
                    _take_rights(Path(folder, name))
        # The folder is last, so that an interrupted walk is begun anew.
        _take_rights(path)


def _take_rights(path: Path) -> None:
    with suppress(FileNotFoundError):
        seen = path.lstat()
        if not stat.S_ISLNK(seen.st_mode) and seen.st_uid == os.geteuid():
            path.chmod(stat.S_IMODE(seen.st_mode) & ~_OPEN)
