"""The first rule that fits counts, and a rule that never counts is found."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.requests.assignment import AssignmentRule, covered_rules, first_match

CATEGORIES, DISTRICTS = ["pothole", "lighting"], ["river", "hill"]
rules = st.lists(
    st.builds(
        AssignmentRule,
        category_id=st.sampled_from([None, *CATEGORIES]),
        district_id=st.sampled_from([None, *DISTRICTS]),
        organisation_id=st.integers(1, 9).map(lambda n: UUID(int=n)),
    ),
    max_size=8,
)
PLACES = [(category, district) for category in [*CATEGORIES, "other"] for district in [None, *DISTRICTS, "lake"]]


@given(rules=rules)
def test_first_rule_that_fits_counts(rules):
    for category, district in PLACES:
        matched = first_match(rules, category, district)
        fitting = [
            rule
            for rule in rules
            if (rule.category_id is None or rule.category_id == category)
            and (rule.district_id is None or rule.district_id == district)
        ]

        assert matched is (fitting[0] if fitting else None)


@given(rules=rules)
def test_rule_without_a_request_is_found(rules):
    """A covered rule never counts; without the covered ones every rule counts, and each place has the rule it had."""
    covered = dict(covered_rules(rules))
    left = [rule for number, rule in enumerate(rules) if number not in covered]

    assert all(earlier < number and rules[earlier].covers(rules[number]) for number, earlier in covered.items())
    assert dict(covered_rules(left)) == {}
    assert [first_match(left, *place) for place in PLACES] == [first_match(rules, *place) for place in PLACES]


def test_rule_for_a_district_does_not_fit_a_request_in_none():
    rule = AssignmentRule(district_id="river", organisation_id=UUID(int=1))

    assert not rule.fits("pothole", None)
    assert AssignmentRule(organisation_id=UUID(int=1)).fits("pothole", None)
