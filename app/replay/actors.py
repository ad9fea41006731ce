"""The made-up people of a replay: residents who are authors, and an executor for each queue of the table."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from secrets import token_urlsafe
from uuid import UUID

from app.auth.viewer import Viewer, sessionless_viewer
from app.commands.context import CommandContext
from app.commands.staff.accounts import put_account
from app.domain.accounts.names import presentable
from app.domain.accounts.roles import Locale, Role
from app.importing.cases import Case
from app.models import Account

RESIDENTS = 24
MOST_QUEUES = 50
OTHERS = "Other crews"


@dataclass(frozen=True, slots=True)
class Actors:
    """The accounts that run the commands of a replay."""

    residents: tuple[Viewer, ...]
    executors: dict[str, Viewer]
    """By the name of their queue; ``OTHERS`` works on the cases of all other queues."""

    def author_of(self, request_id: UUID) -> Viewer:
        """Return the author of this request, the same one in every replay."""
        return self.residents[request_id.int % len(self.residents)]

    def executor_for(self, queue: str | None) -> Viewer:
        """Return the executor who works on the cases of a queue."""
        return self.executors.get(queue or OTHERS, self.executors[OTHERS])

    def executor_with(self, account_id: UUID) -> Viewer | None:
        """Return the executor of this account, or None for an account that is not of the replay."""
        return next((viewer for viewer in self.executors.values() if viewer.account_id == account_id), None)


def busiest_queues(cases: Iterable[Case]) -> tuple[str, ...]:
    """Return the names of the queues that get an executor of their own."""
    counted = Counter(case.executor_name for case in cases if case.executor_name)
    return tuple(name for name, _ in counted.most_common(MOST_QUEUES - 1) if name != OTHERS)


async def create_actors(context: CommandContext, city_id: str, queues: Sequence[str]) -> Actors:
    """Return the people of a replay; those of an earlier replay keep their accounts, new ones get a random password."""
    domain = f"{city_id.replace('_', '-')}.replay.qala"
    residents = {f"resident{n}@{domain}": f"Resident {n}" for n in range(1, RESIDENTS + 1)}
    crews = {f"crew-{_short(queue)}@{domain}": queue for queue in (*queues, OTHERS)}
    known = {account.email: account for account in await Account.filter(email__in=[*residents, *crews])}

    async def viewer(email: str, name: str, role: Role) -> Viewer:
        if (account := known.get(email)) is not None:
            return sessionless_viewer(account.id, role, city_id)
        return await put_account(
            context,
            # A queue of a foreign table may be named by its phone number or address.
            name=presentable(name[:100]) or f"Crew {_short(name)[:4]}",
            email=email,
            password=token_urlsafe(18),
            role=role,
            city_id=city_id,
            locale=Locale.EN,
        )

    return Actors(
        tuple([await viewer(email, name, Role.CITIZEN) for email, name in residents.items()]),
        {queue: await viewer(email, queue, Role.EXECUTOR) for email, queue in crews.items()},
    )


def _short(queue: str) -> str:
    # The address has to be the same in every replay, and the name of a queue may hold characters no address may hold.
    return blake2s(queue.encode(), digest_size=6).hexdigest()
