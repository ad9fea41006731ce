"""What a first visitor of the demo finds."""

from app.commands.requests.submission import submit
from app.commands.requests.work import claim
from app.demo.city import DEMO_TASKS, claim_some
from app.domain.accounts.roles import Role
from app.models import ServiceRequestRow


async def test_the_executor_has_tasks_of_their_own(test_app):
    """The most urgent free requests, a few of them; never those of another executor."""
    citizen = await test_app.person()
    executor, other = await test_app.person(Role.EXECUTOR), await test_app.person(Role.EXECUTOR)
    requests = []
    for _ in range(DEMO_TASKS + 2):
        requests.append(await submit(test_app.context, citizen, test_app.submission()))
        test_app.pass_time(minutes=1)
    await claim(test_app.context, other, requests[0].id)

    await claim_some(test_app.context, executor)

    own = await ServiceRequestRow.filter(executor_id=executor.account_id)
    assert {row.id for row in own} == {request.id for request in requests[1 : DEMO_TASKS + 1]}
