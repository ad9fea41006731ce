"""The buttons: what ``viewerActions`` shows is what the commands then allow, for every role in every status."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.auth.viewer import Viewer
from app.commands.requests import (
    assignment,
    comments,
    deadline_extension,
    following,
    merging,
    photo_moderation,
    rejection,
    reopening,
    verdict,
    withdrawal,
    work,
)
from app.commands.requests.category_change import change_category
from app.commands.requests.recorded_verdict import record_confirmation, record_dispute
from app.commands.requests.submission import submit, submit_for_citizen
from app.commands.requests.taken_report import TakenReport
from app.domain.accounts.roles import Role
from app.domain.log.events import Event, EventKind
from app.domain.requests.lifecycle import AFTER_SILENCE, Action, Status
from app.domain.requests.reasons import HoldReason, RejectReason
from app.domain.requests.report_source import ReportSource
from app.domain.requests.service_request import ServiceRequest
from app.errors import Conflict, IllegalTransition, NotAllowed, Unauthenticated
from app.events.log import append
from app.models.database import transaction
from app.queries.photos.request_photos import photos
from app.queries.requests.service_requests import service_request
from tests import pictures
from tests.conftest import TestApp
from tests.request_rows import update_request

ACTIONS = "query($id: ID!) { serviceRequest(id: $id) { viewerActions isMine isFollowing } }"
IDEMPOTENT = {Action.FOLLOW, Action.UNFOLLOW}
"""Not shown where they would change nothing, and yet harmless."""


class Undone(Exception):
    """Takes a step back."""


@dataclass
class Actors:
    """Viewers in each relation to a request, with the input that each action needs."""

    test_app: TestApp
    people: dict[str, Viewer | None]
    target: ServiceRequest
    photos: dict[UUID, UUID] = field(default_factory=dict)
    """The photo that each staged request was sent with; it is hidden, for showing it again needs no file."""

    async def attempt(self, viewer: Viewer | None, request: ServiceRequest, action: Action) -> bool:
        """Try the action and take it back; say whether it was allowed."""
        context, id_ = self.test_app.context, request.id
        later = (request.due_at or self.test_app.clock.now()) + timedelta(days=1)
        second = self.people["second executor"]
        assert second is not None
        ways: dict[Action, Any] = {
            Action.ASSIGN: lambda: assignment.assign(context, viewer, id_, second.account_id),
            Action.CLAIM: lambda: work.claim(context, viewer, id_),
            Action.RELEASE: lambda: work.release(context, viewer, id_, "себеп"),
            Action.START: lambda: pictures.start(context, viewer, id_),
            Action.HOLD: lambda: work.hold(context, viewer, id_, HoldReason.WEATHER),
            Action.RESUME: lambda: work.resume(context, viewer, id_),
            Action.COMPLETE: lambda: pictures.complete(context, viewer, id_),
            Action.CONFIRM: lambda: verdict.confirm(context, viewer, id_, 5),
            Action.DISPUTE: lambda: verdict.dispute(context, viewer, id_, "себеп"),
            Action.RECORD_CONFIRMATION: lambda: record_confirmation(context, viewer, id_, ReportSource.PHONE),
            Action.RECORD_DISPUTE: lambda: record_dispute(context, viewer, id_, ReportSource.PHONE, "себеп"),
            Action.REJECT: lambda: rejection.reject(context, viewer, id_, RejectReason.SPAM),
            Action.WITHDRAW: lambda: withdrawal.withdraw(context, viewer, id_),
            Action.MERGE: lambda: merging.merge(context, viewer, id_, self.target.id),
            Action.REOPEN: lambda: reopening.reopen(context, viewer, id_, "қате"),
            Action.EXTEND: lambda: deadline_extension.extend(context, viewer, id_, later, "себеп"),
            Action.RECATEGORISE: lambda: change_category(context, viewer, id_, "lighting", "себеп"),
            Action.COMMENT: lambda: comments.comment(context, viewer, id_, "сөз"),
            Action.FOLLOW: lambda: following.follow(context, viewer, id_),
            Action.UNFOLLOW: lambda: following.unfollow(viewer, id_),
            Action.MODERATE_PHOTO: lambda: photo_moderation.show(context, viewer, self.photos[id_]),
            Action.RETRACT_PHOTO: lambda: photo_moderation.retract(context, viewer, self.photos[id_]),
        }
        try:
            async with transaction():
                await ways[action]()
                raise Undone
        except Undone:
            return True
        except (NotAllowed, IllegalTransition, Conflict, Unauthenticated):
            return False


async def _silence(test_app: TestApp, id_: UUID) -> None:
    """Close the request as the deadline job does, without moving the clock for the others."""
    before = await service_request(id_)
    assert before is not None
    after = before.evolve(before.updated_at, status=AFTER_SILENCE, closed_at=test_app.clock.now())
    await update_request(after, {"status", "version", "closed_at"})
    await append(
        Event(
            kind=EventKind.CLOSED_UNANSWERED,
            at=after.updated_at,
            actor_id=None,
            actor_role=None,
            from_status=before.status,
            request=after,
        )
    )


@pytest.fixture
async def actors(test_app: TestApp) -> Actors:
    """The whole cast."""
    people: dict[str, Viewer | None] = {
        "author": await test_app.person(),
        "executor": await test_app.person(Role.EXECUTOR),
        "second executor": await test_app.person(Role.EXECUTOR),
        "foreign executor": await test_app.person(Role.EXECUTOR, "astana"),
        "akimat": await test_app.person(Role.AKIMAT),
        "foreign akimat": await test_app.person(Role.AKIMAT, "astana"),
        "co-author": await test_app.person(),
        "follower": await test_app.person(),
        "stranger": await test_app.person(),
        "nobody": None,
    }
    return Actors(test_app, people, await submit(test_app.context, people["author"], test_app.submission()))


async def requests_in_every_status(actors: Actors) -> dict[str, ServiceRequest]:
    """A request in every status; accepted ones with and without an executor."""
    test_app, author, executor, akimat = (
        actors.test_app,
        *(actors.people[name] for name in ("author", "executor", "akimat")),
    )
    assert author is not None
    steps = {
        "free": [],
        "taken": ["claim"],
        "IN_PROGRESS": ["claim", "start"],
        "ON_HOLD": ["claim", "start", "hold"],
        "DONE": ["claim", "start", "complete"],
        "CONFIRMED": ["claim", "start", "complete", "confirm"],
        "REJECTED": ["reject"],
        "WITHDRAWN": ["withdraw"],
        "MERGED": ["claim", "merge"],
        "UNANSWERED": ["claim", "start", "complete", "silence"],
        "author is executor": [],
        "taken by an officer": ["claim", "start", "complete"],
    }
    ways: dict[str, Any] = {
        "claim": lambda id_: work.claim(test_app.context, executor, id_),
        "start": lambda id_: pictures.start(test_app.context, executor, id_),
        "hold": lambda id_: work.hold(test_app.context, executor, id_, HoldReason.SAFETY),
        "complete": lambda id_: pictures.complete(test_app.context, executor, id_),
        "confirm": lambda id_: verdict.confirm(test_app.context, author, id_, 5),
        "silence": lambda id_: _silence(test_app, id_),
        "reject": lambda id_: rejection.reject(test_app.context, akimat, id_, RejectReason.SPAM),
        "withdraw": lambda id_: withdrawal.withdraw(test_app.context, author, id_),
        "merge": lambda id_: merging.merge(test_app.context, akimat, id_, actors.target.id),
    }
    staged = {}
    for name, names in steps.items():
        sender = executor if name == "author is executor" else author
        submission, sent = test_app.submission(), [pictures.picture()]
        if name == "taken by an officer":
            phoned = TakenReport(source=ReportSource.PHONE)
            request = await submit_for_citizen(test_app.context, akimat, submission, phoned, sent)
        else:
            request = await submit(test_app.context, sender, submission, sent)
        actors.photos[request.id] = (await photos([request.id]))[request.id][0].id
        await following.follow(test_app.context, actors.people["follower"], request.id)
        repeat = await submit(test_app.context, actors.people["co-author"], test_app.submission())
        await merging.merge(test_app.context, akimat, repeat.id, request.id)
        for step in names:
            await ways[step](request.id)
        await photo_moderation.hide(test_app.context, akimat, actors.photos[request.id], "себеп")
        found = await service_request(request.id)
        assert found is not None
        staged[name] = found
    assert {request.status for request in staged.values()} == set(Status)
    return staged


async def test_what_is_shown_is_what_is_allowed(site, actors):
    """Every action tried by every viewer in every status: shown means allowed, and not shown means refused.

    Following is the one exception: it is not offered where it would change nothing, and does no harm there.
    """
    staged, tried, allowed_somewhere = await requests_in_every_status(actors), 0, set()
    for name, viewer in actors.people.items():
        token = await site.token(viewer) if viewer else None
        for where, request in staged.items():
            shown = (await site.ask(ACTIONS, {"id": str(request.id)}, token=token))["serviceRequest"]
            assert shown["isMine"] == (viewer is not None and viewer.account_id == request.author_id)
            assert shown["isFollowing"] == (name in {"follower", "co-author"})
            for action in Action:
                allowed = await actors.attempt(viewer, request, action)
                offered = action.value in shown["viewerActions"]
                tried += 1
                if allowed:
                    allowed_somewhere.add(action)
                if action in IDEMPOTENT and viewer is not None:
                    assert allowed, (name, where, action)
                else:
                    assert offered == allowed, (name, where, action)
            assert await service_request(request.id) == request

    assert tried == len(actors.people) * len(staged) * len(Action)
    assert allowed_somewhere == set(Action)


async def test_no_one_gets_no_buttons(site, actors):
    """Who is not signed in may look, and nothing else."""
    answer = await site.ask(ACTIONS, {"id": str(actors.target.id)})

    assert answer["serviceRequest"] == {"viewerActions": [], "isMine": False, "isFollowing": False}


async def test_followers_may_stop_and_others_may_begin(site, actors):
    """The button is the one that changes something; an author is told anyway and needs none."""
    await following.follow(actors.test_app.context, actors.people["follower"], actors.target.id)
    for name, wanted in (("follower", {"UNFOLLOW"}), ("stranger", {"FOLLOW"}), ("author", set())):
        token = await site.token(actors.people[name])
        shown = (await site.ask(ACTIONS, {"id": str(actors.target.id)}, token=token))["serviceRequest"]["viewerActions"]

        assert set(shown) & {"FOLLOW", "UNFOLLOW"} == wanted
