"""The policy of the city goes before that of everywhere, and the newest version that is valid before older ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf, nan

import pytest

from app.domain.sla import Counted, NoPolicy, SlaPolicy, policy_for
from app.errors import InvalidInput

AT = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)
BASE = SlaPolicy(id="base", category_id="pothole", hours=120, valid_from=AT - 100 * DAY)


def chosen(*policies: SlaPolicy, city_id: str = "almaty", at: datetime = AT) -> str:
    return policy_for(policies, city_id=city_id, category_id="pothole", at=at).id


def test_the_city_goes_before_everywhere():
    """However old its version and however new the other; other cities do not notice."""
    ours = replace(BASE, id="ours", city_id="almaty")
    newer_base = replace(BASE, id="newer", version=7)

    assert chosen(newer_base, ours, BASE) == "ours"
    assert chosen(newer_base, ours, BASE, city_id="astana") == "newer"


def test_the_newest_version_valid_by_then_counts():
    """One that begins later does not count yet; from its very first moment it does."""
    second = replace(BASE, id="second", version=2, valid_from=AT - DAY)
    third = replace(BASE, id="third", version=3, valid_from=AT + DAY)

    assert chosen(third, BASE, second) == "second"
    assert chosen(third, BASE, second, at=AT - 2 * DAY) == "base"
    assert chosen(third, BASE, second, at=AT + DAY) == "third"


def test_a_city_policy_of_tomorrow_leaves_today_to_everywhere():
    """Valid means valid now."""
    assert chosen(BASE, replace(BASE, id="ours", city_id="almaty", valid_from=AT + DAY)) == "base"


def test_no_policy_is_said_with_city_and_category():
    """Other categories, other cities and later days do not help."""
    others = (
        replace(BASE, category_id="lighting"),
        replace(BASE, city_id="astana"),
        replace(BASE, valid_from=AT + DAY),
    )

    with pytest.raises(NoPolicy, match="no policy promises 'pothole' in 'almaty' as of 2026-06-01") as refused:
        chosen(*others)

    assert refused.value.extensions == {"code": "NO_POLICY", "cityId": "almaty", "categoryId": "pothole"}


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("hours", {"hours": 0}),
        ("hours", {"hours": -1}),
        ("hours", {"hours": nan}),
        ("hours", {"hours": inf}),
        ("hours", {"hours": 87_673}),
        ("version", {"version": 0}),
        ("atRiskShare", {"at_risk_share": 0}),
        ("atRiskShare", {"at_risk_share": 1}),
        ("escalateAfterShare", {"escalate_after_share": 0}),
        ("escalateAfterShare", {"escalate_after_share": 11}),
        ("validFrom", {"valid_from": datetime(2026, 1, 1)}),
    ],
)
def test_a_policy_that_promises_nonsense_is_refused(field, changes):
    """By the name of the field."""
    with pytest.raises(InvalidInput, match=f"{field}: expected") as refused:
        replace(BASE, **changes)

    assert field == refused.value.extensions["field"]


def test_defaults():
    """Round the clock, at risk after three quarters, escalated after as long again."""
    assert (BASE.counted, BASE.at_risk_share, BASE.escalate_after_share) == (Counted.ROUND_THE_CLOCK, 0.75, 1.0)
