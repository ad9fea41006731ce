"""A promise has its three moments in order, and says by itself what was promised."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.data.work_calendar import work_calendar_of
from app.domain.sla import Counted, Promise, SlaPolicy, Terms, WorkCalendar, promise

ALMATY = WorkCalendar.of(work_calendar_of("Asia/Almaty"))
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
policies = st.builds(
    SlaPolicy,
    id=st.just("p"),
    category_id=st.just("pothole"),
    hours=st.floats(0.01, 1000),
    counted=st.sampled_from(Counted),
    at_risk_share=st.floats(0.01, 0.99),
    escalate_after_share=st.floats(0.01, 3),
    valid_from=st.just(BEGINNING),
)
moments = st.datetimes(datetime(2010, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


def test_round_the_clock():
    """Three quarters, the whole, and as long again."""
    at = datetime(2026, 11, 20, 4, tzinfo=UTC)
    policy = SlaPolicy(id="pothole-1", category_id="pothole", version=3, hours=48, valid_from=BEGINNING)

    assert promise(policy, ALMATY, at) == Promise(
        policy_id="pothole-1",
        policy_version=3,
        terms=Terms(48, Counted.ROUND_THE_CLOCK),
        accepted_at=at,
        at_risk_at=at + timedelta(hours=36),
        due_at=at + timedelta(hours=48),
        escalate_at=at + timedelta(hours=96),
    )


def test_working_hours():
    """Sixteen hours from Friday 09:00: at risk on Monday 13:00, due on Monday 18:00, escalated on Wednesday 18:00."""
    policy = SlaPolicy(id="p", category_id="c", hours=16, counted=Counted.WORKING_HOURS, valid_from=BEGINNING)

    made = promise(policy, ALMATY, datetime(2026, 11, 20, 4, tzinfo=UTC))

    assert datetime(2026, 11, 23, 8, tzinfo=UTC) == made.at_risk_at
    assert datetime(2026, 11, 23, 13, tzinfo=UTC) == made.due_at
    assert datetime(2026, 11, 25, 13, tzinfo=UTC) == made.escalate_at


@given(policies, moments)
@settings(max_examples=400, deadline=None)
def test_the_moments_stand_in_order(policy, at):
    """Accepted, at risk, due, escalated, and each by its own share."""
    made = promise(policy, ALMATY, at)

    assert at <= made.at_risk_at <= made.due_at <= made.escalate_at
    if policy.counted is Counted.WORKING_HOURS:
        assert ALMATY.between(at, made.due_at) == policy.period
        assert ALMATY.between(made.due_at, made.escalate_at) == policy.period * policy.escalate_after_share
    else:
        assert made.due_at - at == policy.period


@given(policies, moments, st.timedeltas(timedelta(), timedelta(days=90)))
@settings(max_examples=400, deadline=None)
def test_who_is_accepted_later_is_not_promised_earlier(policy, at, later):
    """Adding time never moves a deadline back."""
    assert promise(policy, ALMATY, at).due_at <= promise(policy, ALMATY, at + later).due_at
