"""A real run of the demo leaves nothing in its home folder that another local user can read, and no token in a log."""

import asyncio
import os
import re
import shutil
import stat
import sys
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from pathlib import Path

import httpx2
import orjson
import pytest

from app.domain.notifications.letters import Answer
from tests.conftest import temporary_home
from tests.waiting import PATIENCE_SECONDS, until

ROOT = Path(__file__).parents[3]
TOKENS = re.compile(rf"(?:[?&]token=|/verdict/(?:{'|'.join(answer.value for answer in Answer)})/)([\w-]+)")
GROUP_MAY_PASS = 0o010
"""The one right that is not the owner's: embedded servers of root pass through by a group of their own."""
REGISTER = """mutation { register(input: {name: "Aruzhan", email: "aruzhan@example.kz", password: "қалаға сөз",
  role: CITIZEN}) { token } }"""
RESET = 'mutation { requestPasswordReset(email: "aruzhan@example.kz") }'


class Demo:
    """``qala demo`` on a home folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.printed, self.logged = home.parent / "stdout", home.parent / "stderr"
        self.url = ""

    async def run(self, *steps: str) -> list[str]:
        """Start it, send each step, wait for the letters, and stop it; return the session tokens it answered with."""
        environment = {**os.environ, "QALA_HOME": str(self.home), "HOST": "127.0.0.1", "PORT": "0"}
        with self.printed.open("wb") as out, self.logged.open("wb") as err:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "app.cli", "demo", "--quiet-city", "--requests", "8"),
                cwd=ROOT,
                env=environment,
                stdout=out,
                stderr=err,
                umask=0,
            )
        try:
            await until(lambda: self._listens(process), "the demo listens", seconds=120, pause_seconds=0.1)
            answers = await self._send(steps)
            await until(lambda: len(list((self.home / "mail").glob("*.txt"))) >= 2, "two letters")
            self.check_modes()
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.wait(), PATIENCE_SECONDS)
        return answers

    def _listens(self, process: "asyncio.subprocess.Process") -> bool:
        assert process.returncode is None, self.logged.read_text()
        found = re.search(r"QalaControl is at (\S+)", self.printed.read_text())
        self.url = found[1] if found else ""
        return bool(found)

    async def _send(self, steps: tuple[str, ...]) -> list[str]:
        tokens = []
        async with httpx2.AsyncClient(base_url=self.url, timeout=60) as client:
            for step in steps:
                answer = (await client.post("/graphql", json={"query": step})).json()
                assert "errors" not in answer, answer
                tokens += re.findall(r'"token": ?"([^"]+)"', orjson.dumps(answer).decode())
        return tokens

    def check_modes(self) -> None:
        """Every file and folder is closed to others, while it runs and afterwards."""
        found = {
            str(path.relative_to(self.home.parent)): oct(stat.S_IMODE(path.lstat().st_mode))
            for path in (self.home, *self.home.rglob("*"))
            if not path.is_symlink() and stat.S_IMODE(path.lstat().st_mode) & 0o077 & ~GROUP_MAY_PASS
        }
        assert found == {}
        assert not (self.home / "mail").stat().st_mode & 0o077


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    """A demo that has not started."""
    above = temporary_home()
    yield Demo(above / "var")
    shutil.rmtree(above)


async def test_run_of_the_demo_leaves_its_home_closed_and_its_log_without_tokens(demo):
    """Even with a umask that closes nothing: a reader of a letter or a log would own an account."""
    sessions = await demo.run(REGISTER, RESET)

    demo.check_modes()
    letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in demo.home.glob("mail/*.eml")]
    texts = [letter.get_body(("plain",)).get_content() for letter in letters]
    in_letters = {token for text in texts for token in TOKENS.findall(text)}
    logs = demo.printed.read_bytes() + demo.logged.read_bytes()
    logs += b"".join(path.read_bytes() for path in demo.home.rglob("server.log*"))
    assert len(sessions) == 1
    assert len(in_letters) >= 2
    assert [token for token in {*in_letters, *sessions} if token.encode() in logs] == []
    assert str(demo.home / "mail") in demo.logged.read_text()
