"""A city in which every text that a person typed is as unwieldy as the server accepts."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.requests import comments, rejection, submission, text_moderation, verdict
from app.commands.requests.assignment import assign
from app.commands.staff.accounts import put_account
from app.commands.staff.blocking import block_account
from app.commands.staff.officers import reject_officer
from app.domain.accounts.roles import Locale, Role
from app.domain.requests.reasons import RejectReason
from app.domain.text.hidden_texts import Text, TextPart
from app.domain.text.texts import search_key
from app.models.accounts.account import Account
from app.models.accounts.organisation import Organisation
from app.settings import Settings
from tests import pictures
from tests.conftest import NOON, TestServices
from tests.e2e.conftest import PASSWORD, PEOPLE

LONG_WORD = "Қанағаттандырылмағандықтарыңыздан" * 9 + "ғой"
"""300 letters without a blank."""
LINK = "https://example.kz/" + "a1b2c3d4e5f6-" * 14 + "?q=" + "x" * 30
HEBREW = "רחוב הרצל 53 (הכניסה)"
ARABIC = "\u202eشارع أبي 10\u202c \u2067حفرة\u2069 (كبيرة)!"
"""With an override and an isolate, as text that was copied from a page has them."""
EMOJI = "👨‍👩‍👧‍👦🕳️🚧" * 12
LONG_NAME = "Әбдірахманқұлмұхаммедәлиұлыберекетбергенов" * 2
WAITING = {Role.EXECUTOR: "waiting@example.kz", Role.AKIMAT: "waiting@almaty.gov.kz"}


@dataclass(frozen=True)
class LongTexts:
    """The requests of the city by what happened to them."""

    worked_on: UUID
    """Done, disputed, commented, with photos and a hidden step."""
    rejected: UUID
    fresh: UUID
    done: UUID


async def write_long_texts(services: TestServices, home: Path) -> LongTexts:
    """Fill the database of a test with such texts; photos go to the folder of the server."""
    async with services.application(Settings(storage_url=f"file://{home}/photos"), lead=False) as application:
        context = application.command_context
        viewers = {role: await _person(context, role, email) for role, email in PEOPLE.items()}
        await _name_everyone(viewers)
        await _others(context, viewers[Role.AKIMAT])
        return await _requests(context, viewers)


async def _person(context, role: Role, email: str, name: str = "Test") -> Viewer:
    return await put_account(
        context, name=name, email=email, password=PASSWORD, role=role, city_id="almaty", locale=Locale.KK
    )


async def _name_everyone(viewers: dict[Role, Viewer]) -> None:
    firm = await Organisation.create(
        city_id="almaty",
        name=LONG_WORD[:120],
        name_key=search_key(LONG_WORD[:120]),
        created_at=NOON,
    )
    names = {Role.CITIZEN: f"{HEBREW} {LONG_NAME}"[:100], Role.EXECUTOR: LONG_NAME, Role.AKIMAT: f"{ARABIC} {EMOJI}"}
    for role, viewer in viewers.items():
        await Account.filter(id=viewer.account_id).update(name=names[role][:100], given_name=names[role][:50])
    await Account.filter(id=viewers[Role.EXECUTOR].account_id).update(organisation_id=firm.id)


async def _others(context, officer: Viewer) -> None:
    """People who wait, who were turned down and who are blocked, with reasons of one word."""
    for role, email in WAITING.items():
        waiting = await _person(context, role, email)
        unproven = {"approved_at": None, "email_verified_at": None}
        await Account.filter(id=waiting.account_id).update(name=LONG_NAME[:100], **unproven)
    refused = await _person(context, Role.AKIMAT, "x" * 60 + "@almaty.gov.kz")
    await Account.filter(id=refused.account_id).update(name=HEBREW, approved_at=None)
    await reject_officer(context, officer, refused.account_id, LINK)
    blocked = await _person(context, Role.CITIZEN, "blocked@example.kz")
    await Account.filter(id=blocked.account_id).update(name=LONG_WORD[:100])
    await block_account(context, officer, blocked.account_id, f"{ARABIC} {LONG_WORD}"[:500])


async def _requests(context, viewers: dict[Role, Viewer]) -> LongTexts:
    citizen, executor, officer = (viewers[role] for role in (Role.CITIZEN, Role.EXECUTOR, Role.AKIMAT))
    long_description = f"{LONG_WORD} {LINK}\n{ARABIC}\n{EMOJI}"

    async def submit(address: str, description: str, category_id: str = "pothole") -> UUID:
        given = submission.Submission(
            city_id="almaty",
            category_id=category_id,
            address=address,
            description=description,
            latitude=43.24,
            longitude=76.91,
        )
        return (await submission.submit(context, citizen, given, [pictures.picture()])).id

    async def finish(request_id: UUID, note: str) -> None:
        await assign(context, officer, request_id, executor.account_id)
        await pictures.start(context, executor, request_id)
        await pictures.complete(context, executor, request_id, note)

    worked_on = await submit(LONG_WORD[:300], long_description)
    await finish(worked_on, f"{LINK} {HEBREW}")
    await verdict.dispute(context, citizen, worked_on, f"{ARABIC} {LONG_WORD}")
    await comments.comment(context, citizen, worked_on, EMOJI + LONG_WORD)
    after = await comments.comment(context, officer, worked_on, LINK)
    await text_moderation.hide(context, officer, worked_on, Text(TextPart.STEP, after.version), LONG_WORD)
    rejected = await submit(ARABIC, HEBREW)
    await rejection.reject(context, officer, rejected, RejectReason.OTHER, f"{HEBREW} {LONG_WORD}")
    done = await submit(EMOJI, LINK)
    await finish(done, LONG_WORD)
    fresh = await submit(LINK, long_description)
    return LongTexts(worked_on=worked_on, rejected=rejected, fresh=fresh, done=done)
