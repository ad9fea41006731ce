"""Anonymous clients that ask for what others already get share its source; clients with an account do not."""

from typing import Any

from app.auth.viewer import Viewer
from app.domain.accounts.roles import Role
from app.domain.log.events import Cursor
from app.live.engine import OperationRequest, Source

FEED = """subscription ($filter: ServiceRequestFilter, $after: Cursor) {
  cityFeed(cityId: "almaty", filter: $filter, after: $after) { cursor }
}"""


async def opened(test_app, viewer: Viewer | None = None, **variables: Any) -> Source:
    request = OperationRequest(query=FEED, variables=variables, client="198.51.100.7")
    source = await test_app.application.engine.open(request, viewer)
    assert isinstance(source, Source)
    return source


async def test_equal_operations_without_an_account_share_a_source(test_app):
    first = await opened(test_app, filter={"text": "шам"})

    assert await opened(test_app, filter={"text": "шам"}) is first
    assert await opened(test_app, filter={"text": "жол"}) is not first


async def test_accounts_have_sources_of_their_own(test_app):
    citizen, akimat = await test_app.person(), await test_app.person(Role.AKIMAT)
    sources = [await opened(test_app, viewer) for viewer in (None, citizen, akimat, None)]

    assert sources[0] is sources[3]
    assert len({id(source) for source in sources}) == 3
    assert sources[0].feed.audience.key != sources[2].feed.audience.key


async def test_a_start_in_the_past_is_read_and_paid_by_each_client(test_app):
    after = str(Cursor(test_app.application.epoch, await test_app.settled()))
    first = await opened(test_app, after=after)

    assert await opened(test_app, after=after) is not first
    assert first.replay is not None
