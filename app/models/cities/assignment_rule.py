"""The assignment rules of cities."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.requests.lifecycle import OPEN
from app.models.accounts.organisation import Organisation
from app.models.cities.category import Category
from app.models.cities.city import City
from app.models.cities.district import District
from app.models.database import row
from app.models.identity import new_id
from app.models.status_sql import status_in

# The rule is the first one that fits, also where its organisation has no executor. In the organisation those come first
# who serve the category, then those with the least to do.
_EXECUTOR_BY_RULE = f"""
    SELECT (SELECT a.id FROM account a
        WHERE a.organisation_id = rule.organisation_id AND a.city_id = $1 AND a.role = 'EXECUTOR'
            AND a.approved_at IS NOT NULL AND a.blocked_at IS NULL AND NOT a.blocked_cities @> ARRAY[$1]
        ORDER BY cardinality(a.category_ids) > 0 AND $2 <> ALL(a.category_ids),
            (SELECT count(*) FROM service_request r WHERE r.executor_id = a.id AND {status_in(OPEN, "r.status")}), a.id
        LIMIT 1) AS executor_id
    FROM (SELECT organisation_id FROM assignment_rule
        WHERE city_id = $1 AND (category_id IS NULL OR category_id = $2) AND (district_id IS NULL OR district_id = $3)
        ORDER BY rank LIMIT 1) AS rule
"""  # noqa: S608 - statuses of the lifecycle table


class AssignmentRuleRow(Model):
    """One rule of a city: the fields of ``AssignmentRule``, in the order of ``rank``."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, on_delete=fields.RESTRICT
    )
    city_id: str
    rank = fields.IntField()
    category: fields.ForeignKeyNullableRelation[Category] = fields.ForeignKeyField(
        "qala.Category", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    category_id: str | None
    district: fields.ForeignKeyNullableRelation[District] = fields.ForeignKeyField(
        "qala.District", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    district_id: str | None
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "qala.Organisation", related_name=False, on_delete=fields.RESTRICT
    )
    organisation_id: UUID

    class Meta:
        """Table name and keys."""

        table = "assignment_rule"
        unique_together = (("city_id", "rank"),)


class AssignmentRuleChange(Model):
    """Who changed the rules of a city, and when; inserted once for each change."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, on_delete=fields.RESTRICT
    )
    city_id: str
    version = fields.IntField()
    rules: list[dict[str, str | None]] = fields.JSONField()
    """All rules after the change, as ids."""
    officer_id: UUID = fields.UUIDField()
    changed_at: datetime = fields.DatetimeField()

    class Meta:
        """Table name and keys."""

        table = "assignment_rule_change"
        unique_together = (("city_id", "version"),)


async def executor_by_rule(city_id: str, category_id: str, district_id: str | None) -> UUID | None:
    """Return the executor who gets a new request by the rules of its city; None where no rule gives it to one."""
    found = await row(_EXECUTOR_BY_RULE, city_id, category_id, district_id)
    return found["executor_id"] if found else None
