"""What a recorded answer looks like now: the few changes that were made on purpose since, one function each."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.auth.viewer import PUBLIC
from app.auth.visibility import view_of_person
from app.domain.accounts.person import Person
from app.domain.accounts.roles import Locale, Role
from tests.conftest import NOON


def today(value: Any) -> Any:
    """Return a recorded answer with these changes applied, in the same order of keys."""
    for holder in _objects(value):
        _hide_author(holder)
        _show_acting_role(holder)
        _approve_officer(holder)
        _count_unanswered(holder)
        _offer_areas(holder)
        _offer_nights(holder)
    return value


def today_as_text(line: str) -> str:
    """Return a recorded message, or a line of a stream, with these changes applied."""
    head, brace, body = line.partition("{")
    if not brace:
        return line
    return head + json.dumps(today(json.loads(brace + body)), ensure_ascii=False, separators=(",", ":"))


def without_officers(answer: Any) -> Any:
    """Return an answer of today without the officers in the list of accounts: before, it left them out."""
    accounts = (answer.get("data") or {}).get("accounts")
    if accounts:
        edges = [edge for edge in accounts["edges"] if edge["node"]["role"] != "AKIMAT"]
        accounts["edges"] = edges
        accounts["pageInfo"]["endCursor"] = edges[-1]["cursor"] if edges else None
    return answer


def without_reopening(answer: Any) -> Any:
    """Return an answer of today without the button that officers have got on rejected and merged requests."""
    for holder in _objects(answer):
        if "viewerActions" in holder:
            holder["viewerActions"] = [action for action in holder["viewerActions"] if action != "REOPEN"]
    return answer


def without_reopening_as_text(line: str) -> str:
    """Return a message of today, or a line of a stream, without that button."""
    head, brace, body = line.partition("{")
    if "REOPEN" not in body:
        return line
    answer = without_reopening(json.loads(brace + body))
    return head + json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inside in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(inside)


def _hide_author(request: dict[str, Any]) -> None:
    """The public no longer gets the id, the city and the language of a citizen who sent a request."""
    author = request.get("author")
    if isinstance(author, dict) and author["role"] == "CITIZEN" and author["email"] is None:
        seen = view_of_person(_SOMEONE, PUBLIC, None, UUID(request["id"]))
        author.update(id=str(seen.id), city=None, locale="KK")


def _show_acting_role(person: dict[str, Any]) -> None:
    """An account acts as a citizen until it is approved; before, it was shown in the role that it asked for."""
    if "role" in person and person.get("approved") is False:
        person["role"] = "CITIZEN"


def timers_today(recorded: list[list[Any]]) -> list[list[Any]]:
    """Return what timers bring: a closing where silence confirmed, and the last question 28 days after the work.

    One request of the dump was confirmed by silence: it is corrected, and its author is asked, too.
    """
    found = [
        ["ALM-000010", 7, "CLOSED_UNANSWERED", "2026-11-02T06:10:00+00:00"],
        ["ALM-000010", 8, "VERDICT_ASKED_AGAIN", "2026-11-23T06:10:00+00:00"],
    ]
    for number, version, kind, at in recorded:
        if kind != "WORK_CONFIRMED":
            found.append([number, version, kind, at])
            continue
        asked_at = datetime.fromisoformat(at) + timedelta(days=21)
        found.append([number, version, "CLOSED_UNANSWERED", at])
        found.append([number, version + 1, "VERDICT_ASKED_AGAIN", asked_at.isoformat()])
    return found


def counters_after_silence(answer: Any) -> Any:
    """Return counters in which the request that silence confirms, and the one of the dump, are closed as that."""
    listed = today(answer)["data"]["counters"]["byStatus"]
    for one in listed:
        one["count"] += {"CONFIRMED": -2, "UNANSWERED": 2}.get(one["status"], 0)
    return answer


def _count_unanswered(counters: dict[str, Any]) -> None:
    """Counters have one status more, between the confirmed and the rejected."""
    listed = counters.get("byStatus")
    if listed and all(one["status"] != "UNANSWERED" for one in listed):
        place = [one["status"] for one in listed].index("CONFIRMED") + 1
        listed.insert(place, {**listed[0], "status": "UNANSWERED", "count": 0})


def _approve_officer(account: dict[str, Any]) -> None:
    """An officer whose address was confirmed stays an officer: the confirmation counts as the approval."""
    if account.get("role") == "AKIMAT" and account.get("approved_at", ...) is None:
        account["approved_at"] = account["email_verified_at"]


_SOMEONE = Person(
    id=UUID(int=1),
    name="",
    given_name=None,
    email="",
    registered_role=Role.CITIZEN,
    city_id=None,
    locale=Locale.KK,
    email_verified=True,
    approved=True,
    rejected=False,
    blocked=False,
    created_at=NOON,
    blocked_at=None,
    organisation_id=None,
    is_head=False,
    category_ids=(),
    avatar_key=None,
)


def _offer_areas(answer: dict[str, Any]) -> None:
    """There is one kind of notification more, the last one, which is on like the others."""
    listed = answer.get("notificationPreferences")
    if listed and all(one["kind"] != "AREA" for one in listed):
        first = [one for one in listed if one["kind"] == listed[0]["kind"]]
        listed += [{**one, "kind": "AREA", "enabled": True} for one in first]


def _offer_nights(answer: dict[str, Any]) -> None:
    """Each kind has a switch more, before that of the list on the page: whether its notices ring at night."""
    listed = answer.get("notificationPreferences")
    if listed and all(one["channel"] != "NIGHT" for one in listed):
        listed[:] = [
            one
            for each in listed
            for one in (
                [{**each, "channel": "NIGHT", "enabled": False}, each] if each["channel"] == "IN_APP" else [each]
            )
        ]
