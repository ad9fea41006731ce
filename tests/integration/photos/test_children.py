"""The processes that open files: none before the first, replaced when one dies or hangs, gone at the end."""

import asyncio
import os
import random
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.errors import InvalidInput, RateLimited
from app.photos import pool as pool_module
from app.photos.pipeline import Pipeline
from app.photos.pool import Child, Pool
from app.photos.worker import MAX_ADDRESS_SPACE
from tests.integration.photos.image_files import image, saved, scan_bomb
from tests.waiting import PATIENCE_SECONDS

GOOD = saved(image())
LARGE = saved(Image.frombytes("RGB", (400, 300), random.Random(1).randbytes(360_000)), "PNG")
SLOW = scan_bomb()
unix = pytest.mark.skipif(sys.platform == "win32", reason="no signals there")


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the operating system does in its own time."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if condition():
                return
            await asyncio.sleep(0.005)


async def child_of(pipeline: Pipeline) -> int:
    """Wait until a process has been started, and return its number."""
    await until(lambda: bool(pipeline.pool.pids))
    return pipeline.pool.pids[0]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_nothing_runs_before_the_first_file_and_after_the_end():
    async with Pipeline(2) as pipeline:
        assert pipeline.pool.pids == []
        await asyncio.gather(*(pipeline.process("a.jpg", GOOD) for _ in range(5)))
        pids = pipeline.pool.pids
        assert 1 <= len(pids) <= 2
    assert pipeline.pool.pids == []
    assert not any(map(is_running, pids))


async def test_closing_ends_what_is_under_way():
    pipeline = Pipeline(1)
    async with pipeline:
        under_way = asyncio.create_task(pipeline.process("slow.jpg", SLOW))
        pid = await child_of(pipeline)
    with pytest.raises(InvalidInput):
        await under_way
    assert not is_running(pid)


@unix
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
async def test_a_child_leaves_the_signals_of_a_departure_to_the_product(name):
    """A service manager sends them to every process; a photograph that is being opened is not to be called broken."""
    async with Pipeline(1) as pipeline:
        await pipeline.process("a.jpg", GOOD)
        pids = pipeline.pool.pids
        os.kill(pids[0], getattr(signal, name))

        assert (await pipeline.process("b.jpg", GOOD)).width == 400
        assert pipeline.pool.pids == pids


@unix
async def test_a_decoder_that_dies_costs_only_its_own_file():
    async with Pipeline(1) as pipeline:
        dying = asyncio.create_task(pipeline.process("deadly.jpg", SLOW))
        pid = await child_of(pipeline)
        waiting = asyncio.create_task(pipeline.process("good.jpg", GOOD))
        os.kill(pid, signal.SIGKILL)

        with pytest.raises(InvalidInput, match=r'"deadly.jpg" cannot be opened'):
            await dying
        assert (await waiting).width == 400
        assert pid not in pipeline.pool.pids


@unix
async def test_a_decoder_that_hangs_is_ended_and_replaced():
    async with Pipeline(pool=Pool(1, seconds=2)) as pipeline:
        hanging = asyncio.create_task(pipeline.process("hanging.jpg", SLOW))
        pid = await child_of(pipeline)
        os.kill(pid, signal.SIGSTOP)

        with pytest.raises(InvalidInput, match=r'"hanging.jpg" takes too long to open'):
            await asyncio.wait_for(hanging, PATIENCE_SECONDS)
        await until(lambda: not is_running(pid))


SPINNING = """
from app.photos import decode

def open_picture(data, kind, real=decode.open_picture):
    while len(data) > 100_000:
        pass
    return real(data, kind)

decode.open_picture = open_picture
"""


@unix
async def test_file_whose_decoder_never_ends_runs_out_of_processor_time(monkeypatch, tmp_path):
    """Those that come after it have as many seconds again."""
    (tmp_path / "sitecustomize.py").write_text(SPINNING)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    async with Pipeline(pool=Pool(1, cpu_seconds=1, seconds=PATIENCE_SECONDS)) as pipeline:
        with pytest.raises(InvalidInput, match=r'"scans.jpg" takes too long to open'):
            await pipeline.process("scans.jpg", SLOW)
        assert (await pipeline.process("good.jpg", GOOD)).width == 400


@unix
async def test_a_child_that_died_while_idle_is_replaced():
    async with Pipeline(1) as pipeline:
        await pipeline.process("a.jpg", GOOD)
        (pid,) = pipeline.pool.pids
        os.kill(pid, signal.SIGKILL)
        await until(lambda: not pipeline.pool.pids)

        assert (await pipeline.process("b.jpg", GOOD)).width == 400


@unix
@pytest.mark.parametrize("data", [GOOD, LARGE], ids=["fits into the pipe", "is longer than a pipe holds"])
async def test_file_that_dead_children_have_not_begun_is_opened_by_a_new_one(monkeypatch: pytest.MonkeyPatch, data):
    """The system knows of the end of a process before asyncio does, and files come between the two."""
    async with Pipeline(2) as pipeline:
        await asyncio.gather(*(pipeline.process("a.jpg", GOOD) for _ in range(2)))
        dead = set(pipeline.pool.pids)
        monkeypatch.setattr(Child, "is_alive", True)
        for pid in dead:
            os.kill(pid, signal.SIGKILL)
        await until(lambda: not any(map(is_running, dead)))

        assert (await pipeline.process("b.jpg", data)).width == 400
        monkeypatch.undo()
        assert len(dead) == 2
        assert len(set(pipeline.pool.pids) - dead) == 1


@unix
async def test_file_on_which_a_child_dies_is_not_given_to_another(monkeypatch: pytest.MonkeyPatch):
    """It would kill one after the other, although each was idle before."""
    send, killed = Child.send, []

    async def killed_by_it(child: Child, header, data):
        await send(child, header, data)
        killed.append(child.pid)
        os.kill(child.pid, signal.SIGKILL)

    async with Pipeline(2) as pipeline:
        await asyncio.gather(*(pipeline.process("a.jpg", GOOD) for _ in range(2)))
        monkeypatch.setattr(Child, "send", killed_by_it)
        with pytest.raises(InvalidInput, match=r'"deadly.jpg" cannot be opened'):
            await pipeline.process("deadly.jpg", SLOW)
    assert len(killed) == 1


@unix
async def test_machine_on_which_no_child_lives_is_not_kept_busy_with_new_ones(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    async with Pipeline(1) as pipeline:
        with pytest.raises(InvalidInput, match=r'"good.jpg" cannot be opened'):
            await pipeline.process("good.jpg", GOOD)


async def test_a_caller_who_leaves_leaves_no_child_at_work():
    async with Pipeline(1) as pipeline:
        leaving = asyncio.create_task(pipeline.process("slow.jpg", SLOW))
        pid = await child_of(pipeline)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving

        assert (await pipeline.process("good.jpg", GOOD)).width == 400
        assert pid not in pipeline.pool.pids


async def test_more_than_may_wait_are_told_to_come_later():
    async with Pipeline(pool=Pool(1, waiting=2)) as pipeline:
        results = await asyncio.gather(*(pipeline.process("a.jpg", GOOD) for _ in range(5)), return_exceptions=True)
        assert sorted(type(result).__name__ for result in results) == ["Processed"] * 3 + ["RateLimited"] * 2
        (late, _) = [result for result in results if isinstance(result, RateLimited)]
        assert late.data == {"retryAfterSeconds": 10}
        assert (await pipeline.process("a.jpg", GOOD)).width == 400


async def test_an_idle_child_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool_module, "IDLE_SECONDS", 0)
    async with Pipeline(1) as pipeline:
        await pipeline.process("a.jpg", GOOD)
        await until(lambda: not pipeline.pool.pids)


async def test_a_child_is_replaced_after_many_files(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pool_module, "FILES_EACH", 2)
    async with Pipeline(1) as pipeline:
        seen = set()
        for _ in range(4):
            await pipeline.process("a.jpg", GOOD)
            seen.update(pipeline.pool.pids)
        assert len(seen) == 2


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux shows the environment of a process")
async def test_a_child_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "keep this to yourself")
    async with Pipeline(1) as pipeline:
        await pipeline.process("a.jpg", GOOD)
        (pid,) = pipeline.pool.pids
        environment, files, limits = what_it_has(pid)
        assert b"PYTHONPATH" in environment
        assert b"keep this" not in environment
        # Standard input and output, and nothing of ours: no socket of a client, no connection to the database.
        assert files <= {"0", "1", "2", "3"}
        assert re.search(rf"Max address space +{MAX_ADDRESS_SPACE} ", limits)


def what_it_has(pid: int) -> tuple[bytes, set[str], str]:
    process = Path(f"/proc/{pid}")
    files = {path.name for path in (process / "fd").iterdir()}
    return (process / "environ").read_bytes(), files, (process / "limits").read_text()
