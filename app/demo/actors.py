"""Who and what the demo city consists of, with an account for everybody."""

from dataclasses import dataclass
from random import Random
from uuid import UUID

from app.auth.viewer import Viewer
from app.commands.accounts.preferences import set_preference
from app.commands.context import CommandContext
from app.commands.requests.submission import Submission
from app.commands.staff.accounts import put_account
from app.data.demo import DemoData
from app.domain.letters import Channel, NotificationKind
from app.domain.roles import Locale, Role

CITY = "almaty"
_SPREAD_DEGREES = 0.0035


@dataclass(frozen=True, slots=True)
class Actors:
    """The people of the demo city, and the dice."""

    data: DemoData
    citizens: tuple[Viewer, ...]
    executors: tuple[tuple[Viewer, frozenset[str]], ...]
    """Each with the categories they are called for."""
    akimat: Viewer
    dice: Random

    def submission(self, locale: Locale, request_id: UUID | None = None) -> Submission:
        """Think of a problem somewhere in the city."""
        language = "kk" if locale is Locale.KK else "ru"
        category_id = self.dice.choice(sorted(self.data.descriptions))
        place = self.dice.choice(self.data.places)
        return Submission(
            id=request_id,
            city_id=CITY,
            category_id=category_id,
            address=place.kk if language == "kk" else place.ru,
            description=self.dice.choice(self.data.descriptions[category_id][language]),
            latitude=place.latitude + self.dice.gauss(0, _SPREAD_DEGREES / 3),
            longitude=place.longitude + self.dice.gauss(0, _SPREAD_DEGREES / 3),
        )

    def words(self, moment: str, locale: Locale) -> str:
        """Return what somebody says at this moment: done, hold, confirmed or disputed."""
        return self.dice.choice(self.data.notes[moment]["kk" if locale is Locale.KK else "ru"])

    def executor_for(self, category_id: str) -> Viewer:
        """Return somebody who is called for this category, or anybody."""
        fitting = [viewer for viewer, categories in self.executors if category_id in categories]
        return self.dice.choice(fitting or [viewer for viewer, _ in self.executors])


async def gather_actors(context: CommandContext, data: DemoData, dice: Random, password: str) -> Actors:
    """Give everybody in the data an account nobody can sign in to by guessing; return the cast."""
    citizens = [
        await put_account(
            context,
            name=citizen.name,
            email=f"citizen{n}@demo.qala",
            password=password,
            role=Role.CITIZEN,
            city_id=CITY,
            locale=Locale(citizen.locale.upper()),
        )
        for n, citizen in enumerate(data.citizens)
    ]
    executors = [
        (
            await put_account(
                context,
                name=executor.name,
                email=f"executor{n}@demo.qala",
                password=password,
                role=Role.EXECUTOR,
                city_id=CITY,
                locale=Locale.RU,
            ),
            frozenset(executor.categories),
        )
        for n, executor in enumerate(data.executors)
    ]
    akimat = await put_account(
        context, name="Demo Akimat", email="duty@demo.gov.kz", password=password, role=Role.AKIMAT, city_id=CITY
    )
    for viewer in (*citizens, *(viewer for viewer, _ in executors), akimat):
        # They are nobody: letters to them would only fill the folder. Those who try the demo get theirs.
        for kind in NotificationKind:
            await set_preference(viewer, kind, Channel.EMAIL, enabled=False)
    return Actors(data, tuple(citizens), tuple(executors), akimat, dice)
