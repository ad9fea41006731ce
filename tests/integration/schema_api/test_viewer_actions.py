"""The buttons: what ``viewerActions`` shows is what the commands then allow, for every role in every status."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.auth.viewer import Viewer
from app.commands import comments, moderation, ruling, verdict, work
from app.commands.submit import submit
from app.domain.lifecycle import Action, Status
from app.domain.reasons import HoldReason, RejectReason
from app.domain.roles import Role
from app.domain.service_request import ServiceRequest
from app.errors import Conflict, IllegalTransition, NotAllowed, Unauthenticated
from app.models.database import transaction
from app.queries.photos import photos
from app.queries.service_requests import service_request
from tests import pictures
from tests.conftest import Town

ACTIONS = "query($id: ID!) { serviceRequest(id: $id) { viewerActions isMine isFollowing } }"
IDEMPOTENT = {Action.FOLLOW, Action.UNFOLLOW}
"""Not shown where they would change nothing, and yet harmless."""


class Undone(Exception):
    """Takes a step back."""


@dataclass
class Play:
    """Everybody who may have a part, and what each needs to try everything."""

    town: Town
    people: dict[str, Viewer | None]
    target: ServiceRequest
    photos: dict[UUID, UUID] = field(default_factory=dict)
    """The photo that each staged request was sent with; it is hidden, for showing it again needs no file."""

    async def attempt(self, viewer: Viewer | None, request: ServiceRequest, action: Action) -> bool:
        """Try the action and take it back; say whether it was allowed."""
        desk, id_ = self.town.desk, request.id
        later = (request.due_at or self.town.clock.now()) + timedelta(days=1)
        second = self.people["second executor"]
        assert second is not None
        ways: dict[Action, Any] = {
            Action.ASSIGN: lambda: ruling.assign(desk, viewer, id_, second.account_id),
            Action.CLAIM: lambda: work.claim(desk, viewer, id_),
            Action.RELEASE: lambda: work.release(desk, viewer, id_, "себеп"),
            Action.START: lambda: pictures.start(desk, viewer, id_),
            Action.HOLD: lambda: work.hold(desk, viewer, id_, HoldReason.WEATHER),
            Action.RESUME: lambda: work.resume(desk, viewer, id_),
            Action.COMPLETE: lambda: pictures.complete(desk, viewer, id_),
            Action.CONFIRM: lambda: verdict.confirm(desk, viewer, id_, 5),
            Action.DISPUTE: lambda: verdict.dispute(desk, viewer, id_, "себеп"),
            Action.REJECT: lambda: ruling.reject(desk, viewer, id_, RejectReason.SPAM),
            Action.WITHDRAW: lambda: verdict.withdraw(desk, viewer, id_),
            Action.MERGE: lambda: ruling.merge(desk, viewer, id_, self.target.id),
            Action.EXTEND: lambda: ruling.extend(desk, viewer, id_, later, "себеп"),
            Action.COMMENT: lambda: comments.comment(desk, viewer, id_, "сөз"),
            Action.FOLLOW: lambda: comments.follow(desk, viewer, id_),
            Action.UNFOLLOW: lambda: comments.unfollow(viewer, id_),
            Action.MODERATE_PHOTO: lambda: moderation.show(desk, viewer, self.photos[id_]),
            Action.RETRACT_PHOTO: lambda: moderation.retract(desk, viewer, self.photos[id_]),
        }
        try:
            async with transaction():
                await ways[action]()
                raise Undone
        except Undone:
            return True
        except (NotAllowed, IllegalTransition, Conflict, Unauthenticated):
            return False


@pytest.fixture
async def play(town: Town) -> Play:
    """The whole cast."""
    people: dict[str, Viewer | None] = {
        "author": await town.person(),
        "executor": await town.person(Role.EXECUTOR),
        "second executor": await town.person(Role.EXECUTOR),
        "foreign executor": await town.person(Role.EXECUTOR, "astana"),
        "akimat": await town.person(Role.AKIMAT),
        "foreign akimat": await town.person(Role.AKIMAT, "astana"),
        "follower": await town.person(),
        "stranger": await town.person(),
        "nobody": None,
    }
    return Play(town, people, await submit(town.desk, people["author"], town.submission()))


async def stage(play: Play) -> dict[str, ServiceRequest]:
    """A request in every status; accepted ones with and without an executor."""
    town, author, executor, akimat = play.town, *(play.people[name] for name in ("author", "executor", "akimat"))
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
        "author is executor": [],
    }
    ways: dict[str, Any] = {
        "claim": lambda id_: work.claim(town.desk, executor, id_),
        "start": lambda id_: pictures.start(town.desk, executor, id_),
        "hold": lambda id_: work.hold(town.desk, executor, id_, HoldReason.SAFETY),
        "complete": lambda id_: pictures.complete(town.desk, executor, id_),
        "confirm": lambda id_: verdict.confirm(town.desk, author, id_, 5),
        "reject": lambda id_: ruling.reject(town.desk, akimat, id_, RejectReason.SPAM),
        "withdraw": lambda id_: verdict.withdraw(town.desk, author, id_),
        "merge": lambda id_: ruling.merge(town.desk, akimat, id_, play.target.id),
    }
    staged = {}
    for name, names in steps.items():
        sender = executor if name == "author is executor" else author
        request = await submit(town.desk, sender, town.submission(), [pictures.picture()])
        play.photos[request.id] = (await photos([request.id]))[request.id][0].id
        await comments.follow(town.desk, play.people["follower"], request.id)
        for step in names:
            await ways[step](request.id)
        await moderation.hide(town.desk, akimat, play.photos[request.id], "себеп")
        found = await service_request(request.id)
        assert found is not None
        staged[name] = found
    assert {request.status for request in staged.values()} == set(Status)
    return staged


async def test_what_is_shown_is_what_is_allowed(site, play):
    """Every action tried by everybody in every status: shown means allowed, and not shown means refused.

    Following is the one exception: it is not offered where it would change nothing, and does no harm there.
    """
    staged, tried, allowed_somewhere = await stage(play), 0, set()
    for name, viewer in play.people.items():
        token = await site.token(viewer) if viewer else None
        for where, request in staged.items():
            shown = (await site.ask(ACTIONS, {"id": str(request.id)}, token=token))["serviceRequest"]
            assert shown["isMine"] == (viewer is not None and viewer.account_id == request.author_id)
            assert shown["isFollowing"] == (name == "follower")
            for action in Action:
                allowed = await play.attempt(viewer, request, action)
                offered = action.value in shown["viewerActions"]
                tried += 1
                if allowed:
                    allowed_somewhere.add(action)
                if action in IDEMPOTENT and viewer is not None:
                    assert allowed, (name, where, action)
                else:
                    assert offered == allowed, (name, where, action)
            assert await service_request(request.id) == request

    assert tried == len(play.people) * len(staged) * len(Action)
    assert allowed_somewhere == set(Action)


async def test_nobody_gets_no_buttons(site, play):
    """Who is not signed in may look, and nothing else."""
    answer = await site.ask(ACTIONS, {"id": str(play.target.id)})

    assert answer["serviceRequest"] == {"viewerActions": [], "isMine": False, "isFollowing": False}


async def test_followers_may_stop_and_others_may_begin(site, play):
    """The button is the one that changes something; an author is told anyway and needs none."""
    await comments.follow(play.town.desk, play.people["follower"], play.target.id)
    for name, wanted in (("follower", {"UNFOLLOW"}), ("stranger", {"FOLLOW"}), ("author", set())):
        token = await site.token(play.people[name])
        shown = (await site.ask(ACTIONS, {"id": str(play.target.id)}, token=token))["serviceRequest"]["viewerActions"]

        assert set(shown) & {"FOLLOW", "UNFOLLOW"} == wanted
