"""Topics: the names under which an event is published, such as ``request:ID``, ``city:ID`` and ``account:ID``."""

from collections.abc import Iterable
from uuid import UUID

from app.domain.requests.lifecycle import CLAIMABLE
from app.domain.requests.service_request import ServiceRequest

_ACCOUNT = "account:"
_CITY_WIDE = ("city:", "free:", "alert:")


def request_topic(request_id: UUID) -> str:
    """For clients that show this request."""
    return f"request:{request_id}"


def city_topic(city_id: str) -> str:
    """For clients that show this city."""
    return f"city:{city_id}"


def figures_topic(city_id: str) -> str:
    """For clients that show figures of this city: they change with quiet events, too.

    No event carries this topic: those without any are offered to its listeners.
    """
    return f"figures:{city_id}"


def free_topic(city_id: str) -> str:
    """For executors of this city who look for work: a request became free, or stopped being free."""
    return f"free:{city_id}"


def alert_topic(city_id: str) -> str:
    """For the Akimat of this city: a deadline is at risk, breached or escalated."""
    return f"alert:{city_id}"


def executor_topic(account_id: UUID) -> str:
    """For the executor who has, or had, the request."""
    return f"executor:{account_id}"


def account_topic(account_id: UUID) -> str:
    """For the account: the event belongs to its list of notifications."""
    return f"{_ACCOUNT}{account_id}"


def is_personal_topic(topic: str) -> bool:
    """Whether the topic names an account that was notified."""
    return topic.startswith(_ACCOUNT)


def is_city_wide(topic: str) -> bool:
    """Whether the topic gets events of a whole city, not of one request or account."""
    return topic.startswith(_CITY_WIDE)


def recipient_accounts(topics: Iterable[str]) -> list[UUID]:
    """Return the accounts that these topics name."""
    return [UUID(topic.removeprefix(_ACCOUNT)) for topic in topics if is_personal_topic(topic)]


def topics_of(
    before: ServiceRequest | None, after: ServiceRequest, account_ids: Iterable[UUID], *, is_alert: bool = False
) -> tuple[str, ...]:
    """Return the topics of the step from ``before`` to ``after``.

    ``account_ids`` are the accounts that get a notification; ``is_alert`` adds the topic of the city's alerts.
    """
    topics = [request_topic(after.id), city_topic(after.city_id)]
    if is_free(after) or (before is not None and is_free(before)):
        topics.append(free_topic(after.city_id))
    executors = {state.executor_id for state in (before, after) if state is not None and state.executor_id is not None}
    topics += sorted(executor_topic(executor) for executor in executors)
    if is_alert:
        topics.append(alert_topic(after.city_id))
    topics += sorted(account_topic(account) for account in set(account_ids))
    return tuple(topics)


def is_free(request: ServiceRequest) -> bool:
    """Whether any executor of the city may claim it."""
    return request.status in CLAIMABLE and request.executor_id is None
