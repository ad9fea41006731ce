"""Changing the assignment rules of a city: all at once, so that their order is always the one that an officer saw."""

from collections.abc import Iterable, Sequence

from tortoise.exceptions import IntegrityError

from app.auth.permissions import require
from app.auth.viewer import Viewer
from app.commands.context import CommandContext
from app.commands.rights import keep_rights
from app.domain.requests.assignment import MOST_RULES, AssignmentRule, covered_rules
from app.errors import Conflict, InvalidInput
from app.models import Category, District, Organisation
from app.models.cities.assignment_rule import AssignmentRuleChange, AssignmentRuleRow
from app.models.database import transaction
from app.queries.cities.assignment_rules import AssignmentRules, assignment_rules

_COLUMNS = ("category_id", "district_id", "organisation_id")


async def set_assignment_rules(
    context: CommandContext, viewer: Viewer | None, city_id: str, version: int, rules: Sequence[AssignmentRule]
) -> AssignmentRules:
    """Replace the rules of the city; they apply to requests sent from now on. Return them.

    ``version`` is that of the rules that the change is based on, 0 for the first ones.

    Raises:
        NotAllowed: the viewer is not an officer of that city.
        InvalidInput: names the rule, such as ``rules[3].districtId``.
        Conflict: another officer changed the rules since they were read.
    """
    viewer = require(viewer, "setAssignmentRules", city_id=city_id)
    if len(rules) > MOST_RULES:
        raise InvalidInput("rules", f"rules: expected at most {MOST_RULES}, got {len(rules)}")
    await _check_known(city_id, rules)
    for number, earlier in covered_rules(rules):
        raise InvalidInput(
            f"rules[{number}]",
            f"rules[{number}]: it never counts, because rules[{earlier}] before it is about the same requests",
        )
    try:
        await context.run_to_completion(_replace(context, viewer, city_id, version, rules))
    except IntegrityError as error:
        raise Conflict("another officer changed the rules just now; read them again") from error
    return await assignment_rules(city_id)


async def _check_known(city_id: str, rules: Sequence[AssignmentRule]) -> None:
    categories = {one.id for one in await Category.filter(id__in=_named(rule.category_id for rule in rules))}
    named = _named(rule.district_id for rule in rules)
    districts = {one.id for one in await District.filter(id__in=named, city_id=city_id, removed_at=None).only("id")}
    employers = [rule.organisation_id for rule in rules]
    organisations = {one.id for one in await Organisation.filter(id__in=employers, city_id=city_id)}
    for number, rule in enumerate(rules):
        if rule.category_id is not None and rule.category_id not in categories:
            raise _unknown(number, "categoryId", f"there is no category {str(rule.category_id)[:40]!r}")
        if rule.district_id is not None and rule.district_id not in districts:
            raise _unknown(number, "districtId", f"the city has no district {str(rule.district_id)[:40]!r}")
        if rule.organisation_id not in organisations:
            raise _unknown(number, "organisationId", f"the city has no organisation {rule.organisation_id}")


def _named(ids: Iterable[str | None]) -> list[str]:
    return sorted({given for given in ids if given is not None})


def _unknown(number: int, field: str, message: str) -> InvalidInput:
    return InvalidInput(f"rules[{number}].{field}", f"rules[{number}].{field}: {message}")


async def _replace(
    context: CommandContext, viewer: Viewer, city_id: str, version: int, rules: Sequence[AssignmentRule]
) -> None:
    async with transaction():
        await keep_rights(viewer, city_id)
        if await AssignmentRuleChange.filter(city_id=city_id).count() != version:
            raise Conflict("another officer changed the rules; read them again", field="version")
        # The number of a version is unique in its city: of two changes at once the second one is refused.
        await AssignmentRuleChange.create(
            city_id=city_id,
            version=version + 1,
            rules=[
                {name: None if (value := getattr(rule, name)) is None else str(value) for name in _COLUMNS}
                for rule in rules
            ],
            officer_id=viewer.account_id,
            changed_at=context.clock.now(),
        )
        await AssignmentRuleRow.filter(city_id=city_id).delete()
        await AssignmentRuleRow.bulk_create(
            [
                AssignmentRuleRow(city_id=city_id, rank=rank, **{name: getattr(rule, name) for name in _COLUMNS})
                for rank, rule in enumerate(rules)
            ]
        )
