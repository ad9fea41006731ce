"""The present state of the service requests."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from app.domain.requests.lifecycle import Status
from app.domain.requests.report_source import ReportSource
from app.models.accounts.account import Account
from app.models.cities.category import Category
from app.models.cities.city import City
from app.models.cities.district import District
from app.models.enum_field import enum_field


class ServiceRequestRow(Model):
    """One reported problem: the fields of ``domain.ServiceRequest``, and columns for searching."""

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(max_length=40, unique=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField(
        "qala.City", related_name=False, on_delete=fields.RESTRICT
    )
    city_id: str
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField(
        "qala.Category", related_name=False, on_delete=fields.RESTRICT
    )
    category_id: str
    district: fields.ForeignKeyNullableRelation[District] = fields.ForeignKeyField(
        "qala.District", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    district_id: str | None
    address = fields.CharField(max_length=300)
    description = fields.TextField()
    latitude = fields.FloatField()
    longitude = fields.FloatField()
    status = enum_field(Status, 16)
    version = fields.IntField()
    author: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "qala.Account", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    author_id: UUID | None
    executor: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "qala.Account", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    executor_id: UUID | None
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    promised_at = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField(null=True)
    held_at = fields.DatetimeField(null=True)
    started_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    policy_id = fields.CharField(max_length=81, null=True)
    policy_version: int | None = fields.IntField(null=True)
    at_risk_at = fields.DatetimeField(null=True)
    escalate_at = fields.DatetimeField(null=True)
    fired_at_risk_at = fields.DatetimeField(null=True)
    fired_breached_at = fields.DatetimeField(null=True)
    fired_escalated_at = fields.DatetimeField(null=True)
    fired_reminder_at = fields.DatetimeField(null=True)
    fired_confirm_at = fields.DatetimeField(null=True)
    fired_again_at = fields.DatetimeField(null=True)
    next_moment_at = fields.DatetimeField(null=True)
    """When the next deadline timer of the request fires."""
    rating: int | None = fields.SmallIntField(null=True)
    merged_into: UUID | None = fields.UUIDField(null=True)
    search_text = fields.TextField(null=True)
    """Number, address and description as ``domain.text.folding.stored_text`` folds them; null until an older row has
    been folded by ``models.requests.search_texts``."""
    tile_x = fields.IntField()
    tile_y = fields.IntField()
    source = fields.CharField(max_length=60, null=True)
    """The source of an imported request; null for a request that was reported here."""
    external_id = fields.CharField(max_length=100, null=True)
    report_source = enum_field(ReportSource, 16, null=True)
    """How it reached the officer who typed it in; null for a report that its author sent, and for an imported one."""
    anonymised_at = fields.DatetimeField(null=True)
    """When author, address and texts were removed, because the request was closed long ago."""

    class Meta:
        """Table name and indexes; partial and expression indexes are written in the migrations."""

        table = "service_request"
        indexes = (
            ("city_id", "created_at", "id"),
            ("city_id", "updated_at", "id"),
            ("city_id", "category_id", "created_at", "id"),
            ("city_id", "status", "created_at"),
            ("district_id", "created_at", "id"),
            ("created_at", "id"),
            ("updated_at", "id"),
            ("author_id", "created_at"),
            ("executor_id", "created_at"),
            ("category_id", "latitude", "longitude"),
            ("latitude", "longitude"),
        )
