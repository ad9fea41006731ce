"""A child process that decodes files. A hostile file may take it over or kill it, so it holds no secrets.

It reads jobs from standard input and writes answers to standard output, one frame each (``frames``), until the input
ends. It starts with an almost empty environment and limits itself before it reads the first file.
"""

import contextlib
import os
import signal
import sys
from math import ceil
from typing import Any, BinaryIO

from app.domain.photos.photo import PhotoSize, Rectangle
from app.photos import decode, render
from app.photos.frames import BEGUN, LENGTHS, frame, frame_lengths, unframe
from app.photos.kinds import Kind
from app.photos.perceptual_hash import perceptual_hashes
from app.photos.refusal import Refused

MAX_ADDRESS_SPACE = 1536 * 1024 * 1024
"""Enough for MAX_PIXELS in the codec that needs most; an allocation beyond it fails."""
NICENESS = 5
"""The event loop of the server has priority: a photo may take a moment longer, a feed may not."""


def confine() -> None:
    """Limit memory, files and core dumps of this process. Where the platform cannot, the time limit remains."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.nice(NICENESS)
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    for name, limit in (
        ("RLIMIT_AS", MAX_ADDRESS_SPACE),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NOFILE", 64),
    ):
        # macOS has the names, but refuses some of the limits.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            resource.setrlimit(getattr(resource, name), (limit, limit))


def allow_seconds(seconds: int) -> None:
    """Let this process use so many more seconds of CPU; beyond them the kernel kills it."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    with contextlib.suppress(OSError, ValueError):
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (ceil(used.ru_utime + used.ru_stime) + seconds, hard))


def answer(header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Return the facts and files that the job in the header asks for.

    Raises:
        Refused: the file is not taken.
    """
    opened = decode.open_picture(data, Kind(header["kind"]))
    if header["job"] == "avatar":
        return {}, [render.avatar(opened.picture)]
    picture = opened.picture
    if rectangles := [Rectangle(*each) for each in header.get("rectangles", ())]:
        picture = render.pixelated(picture, rectangles)
    made = render.renditions(picture)
    facts = {
        "width": opened.width,
        "height": opened.height,
        "preview": render.preview(picture),
        "perceptual_hashes": perceptual_hashes(picture),
        **opened.metadata,
    }
    return facts, [made[size] for size in PhotoSize]


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer jobs until the input ends."""
    while len(lengths := source.read(LENGTHS.size)) == LENGTHS.size:
        head_bytes, body_bytes = frame_lengths(lengths)
        header, parts = unframe(source.read(head_bytes), source.read(body_bytes))
        sink.write(BEGUN)
        sink.flush()
        allow_seconds(header["cpu_seconds"])
        try:
            facts, made = answer(header, parts[0])
        except Refused as refused:
            facts, made = {"refused": str(refused)}, []
        except MemoryError:
            facts, made = {"refused": "needs too much memory to be opened; expected an ordinary photograph"}, []
        except Exception as error:  # noqa: BLE001 - a broken file makes Pillow raise almost anything
            facts, made = {"broken": f"{type(error).__name__}: {error}"[:300]}, []
        for piece in frame(facts, made):
            sink.write(piece)
        sink.flush()


def main() -> None:
    """Serve standard input."""
    # Ctrl-C reaches the whole process group, and service managers signal every process of a service. The server still
    # needs its photos then, and closes our input when it stops.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):  # Windows has no SIGHUP
            signal.signal(number, signal.SIG_IGN)
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not get into an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    decode.prepare(heif="--heif" in sys.argv)
    confine()
    serve(source, sink)


if __name__ == "__main__":
    main()
