"""Deadlines escalate: executor, head of the organisation, Akimat; the same for letters, push and the page."""

import pytest

from app.commands.accounts import preferences
from app.commands.jobs.deadlines import fire_due
from app.domain.accounts.roles import Role
from app.domain.notifications.letters import Channel, NotificationKind
from app.models import Account
from app.models.accounts.organisation import find_or_create_organisation
from app.models.database import rows


class EscalationScenario:
    """An executor and a head of one organisation, an officer, and heads who have nothing to do with it."""

    def __init__(self, mail):
        self.mail = mail

    async def submit(self):
        """Create the accounts of all levels; the executor gets a request."""
        mail = self.mail
        self.author = await mail.person()
        self.executor, self.head = await mail.person(Role.EXECUTOR), await mail.person(Role.EXECUTOR)
        self.officer = await mail.person(Role.AKIMAT)
        self.foreign_head, self.colleague = await mail.person(Role.EXECUTOR), await mail.person(Role.EXECUTOR)
        own = await find_or_create_organisation("almaty", "Су арнасы", mail.clock.now())
        other = await find_or_create_organisation("almaty", "Жол қызметі", mail.clock.now())
        await self.put(self.executor, organisation_id=own)
        await self.put(self.head, organisation_id=own, is_head=True)
        await self.put(self.colleague, organisation_id=own)
        await self.put(self.foreign_head, organisation_id=other, is_head=True)
        self.request = await mail.assigned(self.author, self.executor, self.officer)
        await mail.deliver()
        self.mail.mailer.letters.clear()
        return self

    async def put(self, viewer, **changes):
        """Change an account."""
        await Account.filter(id=viewer.account_id).update(**changes)

    async def fire_all(self):
        """Let all three moments come; return who got a letter, and who was told on the page, by kind."""
        mail, request, written, notified = self.mail, self.request, {}, {}
        names = {viewer.account_id: name for name, viewer in vars(self).items() if hasattr(viewer, "account_id")}
        for kind, at in (("AT_RISK", request.at_risk_at), ("BREACHED", request.due_at), ("ESCALATED", None)):
            mail.clock.at = at or request.escalate_at
            assert (await fire_due(mail.context)).count == 1
            await mail.read_log()
            event = f"DEADLINE_{kind}"
            letters = await rows("SELECT account_id FROM letter WHERE data ->> 'event' = $1", event)
            written[kind] = sorted(names[item["account_id"]] for item in letters)
            shown = await rows(
                "SELECT n.account_id FROM notification n JOIN event e USING (position) WHERE e.kind = $1", event
            )
            notified[kind] = sorted(names[item["account_id"]] for item in shown)
        return written, notified


@pytest.fixture
async def escalation(mail):
    """A scenario with a request at its first level."""
    return await EscalationScenario(mail).submit()


async def test_each_moment_reaches_its_rungs(escalation):
    """The author sees a breach on the page as well; no other account is notified."""
    written, notified = await escalation.fire_all()

    assert written == {"AT_RISK": ["executor"], "BREACHED": ["executor", "head"], "ESCALATED": ["head", "officer"]}
    assert notified == {**written, "BREACHED": ["author", "executor", "head"]}


async def test_one_who_stands_on_two_rungs_hears_once(escalation):
    """An executor who is the head, too."""
    await escalation.put(escalation.head, is_head=False)
    await escalation.put(escalation.executor, is_head=True)

    written, _ = await escalation.fire_all()

    assert written == {"AT_RISK": ["executor"], "BREACHED": ["executor"], "ESCALATED": ["executor", "officer"]}


@pytest.mark.parametrize("gone", ["no head", "blocked", "not approved", "no organisation"])
async def test_where_no_head_stands_the_akimat_hears_of_the_breach(escalation, gone):
    """A breach always reaches a superior."""
    now = escalation.mail.clock.now()
    changes = {
        "no head": (escalation.head, {"is_head": False}),
        "blocked": (escalation.head, {"blocked_at": now}),
        "not approved": (escalation.head, {"approved_at": None}),
        "no organisation": (escalation.executor, {"organisation_id": None}),
    }
    viewer, change = changes[gone]
    await escalation.put(viewer, **change)

    written, notified = await escalation.fire_all()

    assert written == {"AT_RISK": ["executor"], "BREACHED": ["executor", "officer"], "ESCALATED": ["officer"]}
    assert notified["BREACHED"] == ["author", "executor", "officer"]


async def test_preferences_are_respected_on_every_rung(escalation):
    """A head who wants no such letters gets none, and finds it on the page."""
    await preferences.set_preference(escalation.head, NotificationKind.DEADLINE, Channel.EMAIL, enabled=False)

    written, notified = await escalation.fire_all()

    assert (written["BREACHED"], written["ESCALATED"]) == (["executor"], ["officer"])
    assert notified["ESCALATED"] == ["head", "officer"]
