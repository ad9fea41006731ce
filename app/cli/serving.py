"""`qala serve`, `qala demo`, `qala migrate`."""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from cyclopts import Parameter, validators

from app.application import Application, open_application
from app.cli.console import app, out, set_up_logging
from app.cli.engines import EngineUrls, engines, prepare
from app.demo.city import REQUESTS, Demo, prepare_demo
from app.demo.traffic import generate_traffic
from app.errors import SettingsError
from app.server.serve import inherited_socket, listening_socket, serve
from app.server.server_config import CLOSE_ANSWER_SECONDS
from app.server.supervisor import Supervisor
from app.settings import Settings
from app.storage.opening import check_storage

OSM_TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


@app.command(name="serve")
def serve_command(*, workers: int | None = None) -> None:
    """Serve the application. Needs SECRET_KEY; applies the migrations first; creates no demo account.

    SIGTERM drains the connections and stops, SIGHUP replaces the workers one by one without closing the port.
    """
    set_up_logging(service=True)
    settings = Settings.read()
    if settings.secret_key is None:
        raise SettingsError(
            "SECRET_KEY is not set: give it at least 32 random characters, for example from"
            ' `python3 -c "import secrets; print(secrets.token_urlsafe(48))"`'
        )
    asyncio.run(check_storage(settings))
    with engines(settings, join=False) as urls:
        asyncio.run(prepare(urls.database_url))
        listener = listening_socket(settings.host, settings.port)
        url = settings.public_url or f"http://localhost:{listener.getsockname()[1]}"
        out.print(f"QalaControl is at {url}")
        os.environ.update(DATABASE_URL=urls.database_url, REDIS_URL=urls.redis_url, PUBLIC_URL=url)
        stop_timeout_seconds = settings.drain_seconds + 2 * CLOSE_ANSWER_SECONDS
        asyncio.run(_supervise(listener, workers or settings.workers, stop_timeout_seconds))


async def _supervise(listener: socket.socket, workers: int, stop_timeout_seconds: float) -> None:
    await Supervisor(_worker_arguments, listener, workers, stop_timeout_seconds=stop_timeout_seconds).run()


def _worker_arguments(listener: int, ready_pipe: int) -> list[str]:
    return [sys.executable, "-m", "app.cli", "worker", "--listener", str(listener), "--ready-pipe", str(ready_pipe)]


@app.command(show=False)
def worker(*, listener: int, ready_pipe: int) -> None:
    """Serve on an inherited socket. `qala serve` starts it."""
    set_up_logging(service=True)
    settings = Settings.read()
    if not (settings.database_url and settings.redis_url and settings.public_url):
        raise SettingsError("DATABASE_URL, REDIS_URL and PUBLIC_URL: expected from the supervisor")
    urls, url = EngineUrls(settings.database_url, settings.redis_url), settings.public_url
    serve(settings, lambda: _application(settings, urls, url), inherited_socket(listener), ready_pipe=ready_pipe)


@app.command
def demo(
    *,
    quiet_city: Annotated[bool, Parameter(negative=())] = False,
    requests: Annotated[int, Parameter(validator=validators.Number(gt=0))] = REQUESTS,
) -> None:
    """Serve a demo city with accounts to try, and with light traffic unless --quiet-city is given.

    Parameters
    ----------
    requests
        How many requests an empty city is filled with; a hundred take about twenty seconds.
    """
    settings = demo_settings(Settings.read())
    listener = listening_socket(settings.host, settings.port)
    url = settings.public_url or f"http://localhost:{listener.getsockname()[1]}"
    with engines(settings, join=False) as urls:
        asyncio.run(prepare(urls.database_url))
        ready = asyncio.run(_prepare_demo(settings, urls, url, requests))
        _announce(ready, settings)

        @asynccontextmanager
        async def busy_application() -> AsyncIterator[Application]:
            async with _application(settings, urls, url) as application:
                traffic = (
                    None
                    if quiet_city
                    else asyncio.create_task(generate_traffic(application.command_context), name="demo traffic")
                )
                try:
                    yield application
                finally:
                    if traffic is not None:
                        traffic.cancel()
                        with contextlib.suppress(asyncio.CancelledError):
                            await traffic

        serve(settings, busy_application, listener)


def demo_settings(given: Settings) -> Settings:
    """Return the settings of a demo: without a street map of its own it shows OpenStreetMap's standard tiles.

    Their usage policy allows that for a demo, and not for the traffic of a city.
    """
    return given if "tile_url" in given.model_fields_set else given.model_copy(update={"tile_url": OSM_TILES})


@app.command(name="migrate")
def migrate_command() -> None:
    """Apply the migrations. Several processes may run it at once: one applies them, the others wait."""
    with engines(Settings.read()) as urls:
        applied = asyncio.run(prepare(urls.database_url))
    out.print("\n".join(f"applied {name}" for name in applied) or "Nothing to do: the tables are up to date.")


def _application(
    settings: Settings, urls: EngineUrls, url: str
) -> "contextlib.AbstractAsyncContextManager[Application]":
    return open_application(settings, database_url=urls.database_url, redis_url=urls.redis_url, public_url=url)


async def _prepare_demo(settings: Settings, urls: EngineUrls, url: str, requests: int) -> Demo:
    # The history is written with a clock of its own, so no job of the real clock may run meanwhile.
    async with open_application(
        settings,
        database_url=urls.database_url,
        redis_url=urls.redis_url,
        public_url=url,
        follow=False,
        run_periodic_jobs=False,
    ) as application:
        return await prepare_demo(application.command_context, settings.qala_home, url, requests=requests)


def _announce(ready: Demo, settings: Settings) -> None:
    out.print(f"\n  QalaControl is at [bold]{ready.url}[/bold]\n")
    for role, account in ready.accounts.items():
        out.print(f"  {role:<9} {account.email:<26} {account.password}", markup=False)
    if settings.smtp_url is None:
        out.print(
            f"\n  Letters, such as the link for a new account, are files in {settings.qala_home / 'mail'}", markup=False
        )
    out.print("\n  Ctrl-C ends it.\n")
