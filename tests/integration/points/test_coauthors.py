"""What co-authors are paid for their own word."""

import pytest

from app.commands.requests import merging, verdict
from app.domain.figures.points import PointsRule
from app.events.rebuild import rebuild_projections
from app.models.database import rows
from tests import pictures
from tests.integration.points.conftest import ledger


@pytest.fixture
async def case(factory):
    """A done request of one citizen, into which that of another was merged."""
    author, second = await factory.test_app.person(), await factory.test_app.person()
    repeat = await factory.submitted(second)
    request = await factory.started(author)
    await merging.merge(factory.test_app.context, factory.akimat, repeat.id, request.id)
    await pictures.complete(factory.test_app.context, factory.executor, request.id)
    return factory, author, second, request


async def test_a_coauthor_is_paid_for_the_word_and_for_joining(case, urls):
    """5 for the verdict in time, 5 when the author confirms; the author as always; a rebuild says the same."""
    factory, author, second, request = case
    context = factory.test_app.context
    await verdict.confirm(context, second, request.id, 4)
    assert (await factory.balance(author), await factory.balance(second)) == (10, 5)
    await verdict.confirm(context, author, request.id, 5)

    assert (await factory.balance(author), await factory.balance(second)) == (25, 10)
    before = await ledger()
    await rebuild_projections(urls.database_url)
    assert await ledger() == before


async def test_a_word_pays_once_whichever_way_and_however_often(case):
    """Confirming, disputing and confirming again is one verdict."""
    factory, _, second, request = case
    context = factory.test_app.context
    await verdict.confirm(context, second, request.id, 4)
    await verdict.dispute(context, second, request.id, "Жоқ")

    assert await factory.balance(second) == 5


async def test_the_last_word_of_a_coauthor_pays_those_who_joined_and_no_author_who_is_gone(case):
    """The author was not there to say it."""
    factory, author, second, request = case
    await rows("UPDATE account SET blocked_at = now() WHERE id = $1", author.account_id)

    await verdict.confirm(factory.test_app.context, second, request.id, 4)

    assert await factory.balance(second) == 10
    assert PointsRule.CONFIRMED_FIX not in {entry["rule"] for entry in await ledger()}
