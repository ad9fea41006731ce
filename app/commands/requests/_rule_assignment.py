"""Assigning a new request by the rules of its city."""

from app.commands.requests._append import append_step
from app.domain.log.events import EventKind
from app.domain.requests.lifecycle import Action, rule_for
from app.domain.requests.service_request import ServiceRequest
from app.models.cities.assignment_rule import executor_by_rule


async def assign_by_rule(before: ServiceRequest) -> ServiceRequest:
    """Assign a request that was just inserted, in the transaction of the caller; return it as it is then.

    The step is the one that an officer would take. It has no actor, which says that a rule took it.
    """
    executor_id = await executor_by_rule(before.city_id, before.category_id, before.district_id)
    if executor_id is None:
        return before
    target = rule_for(before.status, Action.ASSIGN).target
    after = before.evolve(before.updated_at, status=target, executor_id=executor_id)
    await append_step(EventKind.ASSIGNED, None, before, after, (), changed={"status", "version", "executor_id"})
    return after
