"""The Akimat of a city finds requests by the name of their executor; the public and other cities do not."""

import pytest

from app.auth.filter_rights import may_search_names
from app.auth.viewer import staff_audience
from app.domain.accounts.roles import Role
from app.models import Account
from app.queries.accounts.executor_names import with_named_executors
from app.queries.requests.filter import Filter
from app.queries.requests.lists import listed
from app.queries.requests.order import Order
from app.queries.requests.totals import total
from tests.conftest import NOON
from tests.integration.queries.conftest import put


@pytest.fixture
async def named(test_app):
    """A request of an executor with a name, and one of another executor."""
    author, executor, other = [await test_app.person(role) for role in (Role.CITIZEN, Role.EXECUTOR, Role.EXECUTOR)]
    account = await Account.get(id=executor.account_id)
    account.name = "Қанат Жандосов"
    await account.save(update_fields=["name"])
    request = await put(author, executor_id=executor.account_id, address="Абай 1", description="-")
    await put(author, executor_id=other.account_id, address="Абай 2", description="-")
    return request


@pytest.mark.parametrize("typed", ["Жандосов", "zhandosov kanat", "Канат", "ЖАНДОСОВА"])
async def test_staff_finds_requests_by_the_executors_name(test_app, named, typed):
    """In any alphabet and order; in the list, in the count and in the feed."""
    akimat = await test_app.person(Role.AKIMAT)
    asked = await with_named_executors(Filter(city_id="almaty", text=typed), akimat)

    found = await listed(asked, Order.NEWEST, NOON)

    assert [item for _, item in found.page.items] == [named]
    assert found.filter.similar is None
    assert (await total(asked, NOON)).count == 1
    assert asked.matches(named, NOON)


async def test_others_do_not_find_requests_by_a_name(test_app, named):
    """A visitor, a citizen, an executor, the Akimat of another city, and no city: the filter stays as it was."""
    asked = Filter(city_id="almaty", text="Жандосов")
    akimat = await test_app.person(Role.AKIMAT)
    foreign = await test_app.person(Role.AKIMAT, city_id="astana")
    for viewer in (None, await test_app.person(), await test_app.person(Role.EXECUTOR), foreign):
        assert await with_named_executors(asked, viewer) is asked
        assert not may_search_names(viewer, "almaty")
    assert await with_named_executors(Filter(text="Жандосов"), akimat) == Filter(text="Жандосов")
    assert (await total(asked, NOON)).count == 0
    assert staff_audience("almaty").is_staff_of("almaty")
