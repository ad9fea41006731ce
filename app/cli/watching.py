"""`qala watch`: the live feed of a city in the terminal."""

import asyncio
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from app.cli.console import app, err, out
from app.cli.feed_client import FeedClient, FeedPosition, socket_url
from app.domain.requests.lifecycle import TRAITS, Status


@app.command(name="watch")
def watch_command(
    *,
    city: Annotated[str, Parameter(help="slug of the city, such as almaty")],
    url: Annotated[str, Parameter(help="address of the server")] = "http://localhost:8000",
    token: Annotated[
        str | None, Parameter(help="of a session; without it the public view", env_var="QALA_TOKEN")
    ] = None,
    after: Annotated[str | None, Parameter(help="the cursor that an earlier watch ended with")] = None,
) -> None:
    """Print every step in a city as it happens, one line each, until Ctrl-C. Reconnects without losing events."""
    position = FeedPosition(after)
    client = FeedClient(url=socket_url(url), city_id=city, token=token, position=position, report=_report)
    try:
        asyncio.run(_watch(client))
    except KeyboardInterrupt:
        if position.cursor is not None:
            err.print(f"Go on with: --after {position.cursor}", markup=False)
        raise


async def _watch(client: FeedClient) -> None:
    async with aclosing(client.events()) as events:
        async for event in events:
            # No wrapping here: the terminal wraps long lines, and a program that reads a pipe needs whole ones.
            out.print(line_of(event), soft_wrap=True)


def line_of(event: dict[str, Any]) -> Text:
    """Return the line of one event: local time, number, kind, status, category, address."""
    request = event["serviceRequest"]
    status = Status(request["status"])
    at = datetime.fromisoformat(event["at"]).astimezone()
    return Text.assemble(
        (f"{at:%H:%M:%S}  ", "bright_black"),
        f"{request['number']:<12}",
        f"{event['kind']:<18}",
        (f"{status:<12}", TRAITS[status].dark_colour),
        ("overdue  ", "bold red") if request["isOverdue"] else "",
        f"{request['category']['name']}  ",
        (_one_line(request["address"]), "bright_black"),
    )


def _one_line(text: str) -> str:
    # Users write addresses. A control character must not reach the terminal.
    return "".join(character if character.isprintable() else " " for character in text)


def _report(message: str) -> None:
    err.print(message, style="bright_black", markup=False)
