"""Letters in a process of their own: servers leave them to it, and it sends those of facts and those of the log."""

import os
import signal

import pytest

from app.commands.accounts.registration import Registration, register
from app.commands.context import CommandContext
from app.commands.requests.submission import Submission, submit
from app.commands.staff.accounts import put_account
from app.domain.accounts.roles import Locale, Role
from app.models.database import rows
from app.settings import Settings
from tests.waiting import until

PASSWORD = "a long enough password"
APART = {"LETTERS_APART": "true", "SECRET_KEY": "x" * 40, "PUBLIC_URL": "http://qala.test"}


async def statuses() -> dict[str, str]:
    """Return the statuses of all letters by kind."""
    return {row["kind"]: row["status"] for row in await rows("SELECT kind, status FROM letter WHERE channel = 'EMAIL'")}


async def submitted(context: CommandContext) -> None:
    """Submit a request."""
    author = await put_account(
        context,
        name="Арман",
        email="b@example.kz",
        password=PASSWORD,
        role=Role.CITIZEN,
        city_id=None,
        locale=Locale.KK,
    )
    report = Submission(
        city_id="almaty",
        category_id="pothole",
        description="шұңқыр",
        latitude=43.24,
        longitude=76.91,
        address="Абай 1",
    )
    await submit(context, author, report)


async def has_read_the_log() -> bool:
    """Whether letters have been made of all events, of which there is one."""
    (found,) = await rows(
        "SELECT head, position FROM log_state, consumer_position WHERE log_state.id = 1 AND name = 'post'"
    )
    return bool(found["head"] == found["position"] == 1)


async def test_letters_are_sent_by_a_process_of_their_own(urls, start_command, tmp_path):
    async with urls.application(Settings(letters_apart=True, qala_home=tmp_path / "server")) as application:
        wish = Registration(
            name="Айгүл",
            email="a@example.kz",
            password=PASSWORD,
            role=Role.CITIZEN,
            city_id=None,
            locale=Locale.KK,
        )
        await register(application.command_context, wish)
        await until(lambda: application.notifier.sender.unsent, "the server counts what is not sent")
        assert not application.notifier.reader.is_leader

        command = start_command("letters", "serve", **APART)

        async def are_sent() -> bool:
            found = await statuses()
            return bool(found) and set(found.values()) == {"SENT"}

        await until(are_sent, "the letter that confirms an address is sent")
        assert not list(tmp_path.glob("server/mail/*"))
        assert any("a@example.kz" in letter.read_text() for letter in tmp_path.glob("home/mail/*") if letter.is_file())

        await submitted(application.command_context)
        await until(has_read_the_log, "it reads the log, too")

        os.kill(command.process.pid, signal.SIGTERM)
        code, said, _ = await command.result()
    assert (code, said) == (0, "QalaControl sends letters")


@pytest.mark.parametrize(
    ("missing", "named"),
    [("LETTERS_APART", "LETTERS_APART: "), ("SECRET_KEY", "SECRET_KEY, "), ("PUBLIC_URL", "PUBLIC_URL")],
)
async def test_a_process_that_would_send_beside_the_servers_is_refused(qala, missing, named):
    """Or one whose letters had links that lead nowhere."""
    code, _, error = await qala("letters", "serve", **{**APART, missing: ""})

    assert (code, named in error) == (2, True), error
