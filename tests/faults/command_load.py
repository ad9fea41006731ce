"""A steady load of commands over HTTP; every response is kept and compared with the event table."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2

COMMENT = "mutation ($id: ID!, $text: String!) { addComment(id: $id, text: $text) { version } }"
CLAIM = "mutation ($id: ID!) { claimServiceRequest(id: $id) { version } }"
REFUSED = {"NOT_ALLOWED", "INVALID_INPUT", "CONFLICT", "RATE_LIMITED", "ILLEGAL_TRANSITION", "UNAUTHENTICATED"}
"""Error codes after which the command has certainly not been committed."""
PACE_SECONDS = 0.05
SENDERS = 4


@dataclass(frozen=True, slots=True)
class Command:
    """A command that was sent, and its response."""

    note: str
    request_id: str
    version: int | None
    """The version in a successful response."""
    error: str | None
    """The code of a refusal; INTERNAL, or the name of what broke, when it is unknown whether it has happened."""


class CommandLoad:
    """Several senders; each sends its next command after the response to the one before."""

    def __init__(self, address: str, tokens: list[str], request_ids: list[str]) -> None:
        self._address = address
        self._tokens = tokens
        self._requests = request_ids
        self._dice = random.Random(7)
        self._tasks: list[asyncio.Task[None]] = []
        self.commands: list[Command] = []

    async def __aenter__(self) -> "CommandLoad":
        self._tasks = [asyncio.create_task(self._send(n)) for n in range(SENDERS)]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Stop when the commands in flight have their responses."""
        tasks, self._tasks = self._tasks, []
        await asyncio.gather(*tasks)

    def answered(self) -> list[Command]:
        """Return the commands with a successful response."""
        return [command for command in self.commands if command.version is not None]

    def failed(self) -> list[Command]:
        """Return the commands whose responses leave open whether they were committed."""
        return [command for command in self.commands if command.error and command.error not in REFUSED]

    def outcomes(self) -> Counter[str]:
        """Return the number of commands by result."""
        return Counter(command.error or "answered" for command in self.commands)

    async def more(self, count: int, patience_seconds: float = 180) -> None:
        """Wait until so many more commands have succeeded."""
        goal = len(self.answered()) + count
        try:
            async with asyncio.timeout(patience_seconds):
                while len(self.answered()) < goal:
                    for task in self._tasks:
                        if task.done():
                            task.result()
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"the flow of commands stands still: {self.outcomes()}") from None

    async def _send(self, number: int) -> None:
        n = number
        async with httpx2.AsyncClient(base_url=f"http://{self._address}", timeout=30) as http:
            while self._tasks:
                token = self._tokens[n % len(self._tokens)]
                request_id = self._requests[self._dice.randrange(len(self._requests))]
                self.commands.append(await self._one(http, token, request_id, refusable=n % 40 >= 36))
                n += SENDERS
                await asyncio.sleep(PACE_SECONDS)

    async def _one(self, http: "httpx2.AsyncClient", token: str, request_id: str, *, refusable: bool) -> Command:
        """Send a comment, or sometimes a claim, which must be refused because the sender is a citizen."""
        note = str(uuid4())
        variables: dict[str, Any] = {"id": request_id} if refusable else {"id": request_id, "text": note}
        body = {"query": CLAIM if refusable else COMMENT, "variables": variables}
        try:
            answer = await http.post("/graphql", json=body, headers={"Authorization": f"Bearer {token}"})
            response_body = (
                answer.json() if answer.headers.get("content-type", "").startswith("application/json") else {}
            )
        except (httpx2.HTTPError, ValueError) as error:
            return Command(note, request_id, None, type(error).__name__)
        if errors := response_body.get("errors"):
            return Command(note, request_id, None, errors[0].get("extensions", {}).get("code", "INTERNAL"))
        if not response_body.get("data"):
            return Command(note, request_id, None, f"HTTP {answer.status_code}")
        ((_, done),) = response_body["data"].items()
        return Command(note, request_id, done["version"], None)
