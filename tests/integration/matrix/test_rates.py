"""Every mutation has a rate, or a reason why it needs none, and takes just the limits that its row names."""

import pytest

from app.auth.limiter import Limiter
from tests.integration.matrix import table
from tests.integration.matrix.rates import OFFICER, RATES
from tests.integration.matrix.seed import City, seeded
from tests.integration.matrix.test_matrix import CORE, ask_and_undo, cells, document


@pytest.fixture
async def city(test_app) -> City:
    """The seeded city."""
    return await seeded(test_app)


@pytest.fixture
def taken(monkeypatch) -> set[str]:
    """The names of the limits that were taken."""
    names: set[str] = set()
    real = Limiter.take

    async def noted(self, *asked):
        names.update(limit.name for limit, who in asked if who is not None)
        return await real(self, *asked)

    monkeypatch.setattr(Limiter, "take", noted)
    return names


def test_every_mutation_has_a_rate_or_a_reason():
    """A new mutation fails here until it has one."""
    assert set(CORE.mutation_type.fields) == set(RATES)


def test_reason_that_names_officers_is_given_to_no_mutation_that_others_may_send():
    for name, rate in RATES.items():
        if rate == OFFICER:
            assert [role for role in roles_that_may(name) if "akimat" not in role] == [], name


def roles_that_may(name: str) -> list[str]:
    """Return the roles that are not refused for what they are."""
    return [role for role, letter in cells(table.MUTATIONS[name][1]).items() if letter not in "un"]


async def test_every_mutation_takes_the_limits_of_its_row(city, taken):
    """Asked by every role that may: what any of them counts is in the row, and what is in the row is counted."""
    wrong = []
    for name, (arguments, _) in table.MUTATIONS.items():
        taken.clear()
        for role in roles_that_may(name) or table.ROLES:
            await ask_and_undo(city, role, document("mutation", name, arguments, city))
        rate = RATES[name]
        expected = set() if isinstance(rate, str) else {limit.name for limit in rate}
        if taken != expected:
            wrong.append(f"{name}: takes {sorted(taken)}, its row has {sorted(expected)}")
    assert not wrong, "\n".join(wrong)
