"""The made-up people of the demo city, each with an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.accounts.preferences import set_preference
from app.commands.context import CommandContext
from app.commands.requests.submission import Submission
from app.commands.staff.accounts import put_account
from app.data.demo import DemoCitizen, DemoData, DemoExecutor, TextsByLanguage
from app.domain.accounts.roles import Locale, Role
from app.domain.notifications.letters import Channel, NotificationKind

CITY = "almaty"
_SPREAD_DEGREES = 0.0035


@dataclass(frozen=True, slots=True)
class Actors:
    """The people of the demo city, and the random generator of what they do."""

    data: DemoData
    descriptions: Mapping[str, TextsByLanguage]
    """What citizens report, by the id of the category."""
    citizens: tuple[Viewer, ...]
    executors: tuple[tuple[Viewer, frozenset[str]], ...]
    """Each with the ids of the categories they work on."""
    akimat: Viewer
    random: Random

    def submission(self, locale: Locale, request_id: UUID | None = None) -> Submission:
        """Return a random problem near a place of the city, in the language of its author."""
        language = _language(locale)
        category_id = self.random.choice(sorted(self.descriptions))
        place = self.random.choice(self.data.places)
        return Submission(
            id=request_id,
            city_id=CITY,
            category_id=category_id,
            address=place.kk if language == "kk" else place.ru,
            description=self.random.choice(self.descriptions[category_id][language]),
            latitude=place.latitude + self.random.gauss(0, _SPREAD_DEGREES / 3),
            longitude=place.longitude + self.random.gauss(0, _SPREAD_DEGREES / 3),
        )

    def note(self, occasion: str, locale: Locale) -> str:
        """Return a random note for an occasion: done, hold, confirmed or disputed."""
        return self.random.choice(self.data.notes[occasion][_language(locale)])

    def executor_for(self, category_id: str) -> Viewer:
        """Return an executor who works on this category, or any executor where none does."""
        fitting = [viewer for viewer, categories in self.executors if category_id in categories]
        return self.random.choice(fitting or [viewer for viewer, _ in self.executors])


async def create_actors(
    context: CommandContext,
    data: DemoData,
    descriptions: Mapping[str, TextsByLanguage],
    *,
    random: Random,
    password: str,
) -> Actors:
    """Return the people of the data with an account each; all accounts get the password, and no letters."""
    citizens = [await _citizen(context, number, citizen, password) for number, citizen in enumerate(data.citizens)]
    executors = [
        (await _executor(context, number, executor, password), frozenset(executor.categories))
        for number, executor in enumerate(data.executors)
    ]
    akimat = await put_account(
        context, name="Дәурен Қасымов", email="duty@demo.gov.kz", password=password, role=Role.AKIMAT, city_id=CITY
    )
    for viewer in (*citizens, *(viewer for viewer, _ in executors), akimat):
        # Made-up people read no letters, so theirs would only fill the folder. The accounts to try the demo with get
        # their letters.
        for kind in NotificationKind:
            await set_preference(viewer, kind, Channel.EMAIL, enabled=False)
    return Actors(data, descriptions, tuple(citizens), tuple(executors), akimat, random)


async def _citizen(context: CommandContext, number: int, citizen: DemoCitizen, password: str) -> Viewer:
    return await put_account(
        context,
        name=citizen.name,
        email=f"citizen{number}@demo.qala",
        password=password,
        role=Role.CITIZEN,
        city_id=CITY,
        locale=Locale(citizen.locale.upper()),
    )


async def _executor(context: CommandContext, number: int, executor: DemoExecutor, password: str) -> Viewer:
    return await put_account(
        context,
        name=executor.name,
        email=f"executor{number}@demo.qala",
        password=password,
        role=Role.EXECUTOR,
        city_id=CITY,
        locale=Locale.RU,
    )


def _language(locale: Locale) -> str:
    return "kk" if locale is Locale.KK else "ru"
