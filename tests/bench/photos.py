"""Measure the intake of a phone's photo: duration, CPU time, and the delay of the event loop."""

import asyncio
import io
import os
import random
import resource
import statistics
import time
from pathlib import Path

import uvloop
from PIL import Image

from app.photos.pipeline import Pipeline

ONE_BY_ONE = 10
AT_ONCE = 20
HEARTBEAT_SECONDS = 0.001


def phone_photo(path: str) -> tuple[str, bytes]:
    """Return the file, or a generated picture of 12 megapixels with the detail of a real one."""
    path = path or os.environ.get("QALA_BENCH_PHOTO", "")
    if path:
        return Path(path).name, Path(path).read_bytes()
    chance = random.Random(5)
    noise = Image.frombytes("RGB", (504, 378), chance.randbytes(504 * 378 * 3))
    out = io.BytesIO()
    noise.resize((4032, 3024), Image.Resampling.BICUBIC).save(out, "JPEG", quality=92)
    return "made, 12 megapixels", out.getvalue()


async def _largest_gap(stop: asyncio.Event) -> float:
    """Return the longest time, in milliseconds, that the loop kept a task of one millisecond waiting."""
    largest = 0.0
    while not stop.is_set():
        begun = time.perf_counter()
        await asyncio.sleep(HEARTBEAT_SECONDS)
        largest = max(largest, time.perf_counter() - begun - HEARTBEAT_SECONDS)
    return largest * 1000


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


async def _measure(name: str, data: bytes) -> str:
    taken: list[float] = []
    async with Pipeline() as pipeline:
        begun = time.perf_counter()
        await pipeline.process(name, data)
        first = time.perf_counter() - begun
        own = _cpu(resource.RUSAGE_SELF)
        for _ in range(ONE_BY_ONE):
            begun = time.perf_counter()
            made = await pipeline.process(name, data)
            taken.append(time.perf_counter() - begun)
        own = (_cpu(resource.RUSAGE_SELF) - own) / ONE_BY_ONE
        stop = asyncio.Event()
        gap = asyncio.create_task(_largest_gap(stop))
        begun = time.perf_counter()
        await asyncio.gather(*(pipeline.process(name, data) for _ in range(AT_ONCE)))
        together = time.perf_counter() - begun
        stop.set()
        largest = await gap
    files = 1 + ONE_BY_ONE + AT_ONCE
    children = _cpu(resource.RUSAGE_CHILDREN) / files
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sizes = ", ".join(f"{len(each) / 1000:.0f}" for each in made.renditions.values())
    return (
        f"| {name}, {len(data) / 1e6:.1f} MB, {made.width} x {made.height} | |\n|---|---|\n"
        f"| sizes made, KB | {sizes} |\n"
        f"| first one, with starting a child, ms | {first * 1000:.0f} |\n"
        f"| one after the other, median ms | {statistics.median(taken) * 1000:.0f} |\n"
        f"| CPU of the child a photograph, ms | {children * 1000:.0f} |\n"
        f"| CPU of the server a photograph, ms | {own * 1000:.1f} |\n"
        f"| {AT_ONCE} at once, seconds | {together:.1f} |\n"
        f"| largest gap of the event loop meanwhile, ms | {largest:.1f} |\n"
        f"| most memory of a child, MB | {peak:.0f} |\n"
    )


def report_photos(path: str) -> str:
    """Measure and return a table."""
    return uvloop.run(_measure(*phone_photo(path)))
