"""Preferences, push subscriptions and the metrics, over HTTP."""

from app.domain.accounts.roles import Role
from app.domain.notifications.letters import Channel, NotificationKind
from app.models.database import rows

REGISTER = (
    'mutation { register(input: {name: "Айгүл", email: "a@example.kz", password: "long enough", role: CITIZEN})'
    " { token } }"
)
ALL = "{ notificationPreferences { kind channel enabled } }"


async def tell(page, query, **variables):
    """Ask the API; return what it says."""
    answer = await page.post("/graphql", json={"query": query, "variables": variables})
    return answer.json()


async def test_everything_is_on_until_switched_off(page):
    """Every kind on every channel is listed; nothing rings at night."""
    await tell(page, REGISTER)
    found = (await tell(page, ALL))["data"]["notificationPreferences"]

    assert {(item["kind"], item["channel"]) for item in found} == {(k, c) for k in NotificationKind for c in Channel}
    assert {item["channel"] for item in found if not item["enabled"]} == {Channel.NIGHT}
    assert not any(item["enabled"] for item in found if item["channel"] == Channel.NIGHT)


async def test_a_choice_is_kept(page):
    """And is the answer of the mutation."""
    await tell(page, REGISTER)
    change = (
        "mutation { setNotificationPreference(kind: DIGEST, channel: EMAIL, enabled: false) { kind channel enabled } }"
    )
    answered = (await tell(page, change))["data"]["setNotificationPreference"]

    assert answered == (await tell(page, ALL))["data"]["notificationPreferences"]
    changed = [item for item in answered if item["enabled"] is (item["channel"] == Channel.NIGHT)]
    assert [(item["kind"], item["channel"]) for item in changed] == [("DIGEST", "EMAIL")]


async def test_a_stranger_has_no_preferences(page):
    """Sign in first."""
    change = "mutation { setNotificationPreference(kind: DIGEST, channel: EMAIL, enabled: false) { kind } }"
    for query in (ALL, change, 'mutation { removePushSubscription(endpoint: "x") }'):
        assert (await tell(page, query))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_list_on_the_page_is_always_on(page):
    """The refusal names the field."""
    await tell(page, REGISTER)
    change = "mutation { setNotificationPreference(kind: DIGEST, channel: IN_APP, enabled: false) { kind } }"

    assert (await tell(page, change))["errors"][0]["extensions"] == {"code": "INVALID_INPUT", "field": "channel"}


async def test_the_metrics_count_what_is_not_sent(mail, page):
    """By how far the letters came."""
    author, executor, officer = await mail.person(), await mail.person(Role.EXECUTOR), await mail.person(Role.AKIMAT)
    await mail.assigned(author, executor, officer)
    await mail.read_log()
    await rows("UPDATE letter SET status = 'DEAD' WHERE kind = 'ASSIGNMENT'")
    await mail.application.notifier.sender.count()
    text = (await page.get("/metrics")).text

    assert 'qala_letters{status="dead"} 1.0' in text
    assert 'qala_letters{status="waiting"} 1.0' in text
    assert 'qala_letters{status="held"} 0.0' in text
    assert 'qala_letters{status="failed"} 0.0' in text
