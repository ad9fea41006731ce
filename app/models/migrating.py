"""Tortoise's migrations, with models that are made only when a step asks for them.

Tortoise makes every model anew for each step of each migration, and in both directions. With sixty models and a hundred
steps that takes most of the time of a migration, although few steps look at a model.
"""

from collections.abc import Iterable
from typing import Any

from tortoise.connection import get_connection
from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance, OneToOneFieldInstance
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.models import Model

from app.models.configuration import tortoise_config

_Key = tuple[str, str]


class _LazyApps(StateApps):
    """The models of a state, each made from its description when it is asked for, with those that it refers to."""

    def __init__(self, states: dict[_Key, ModelState]) -> None:
        super().__init__()
        self._states = states

    def get_model(self, app_label: str, model_name: str | None = None) -> type[Model]:
        """Return a model; its relations lead to others, none leads back."""
        key = self.split_reference(app_label) if model_name is None else (app_label, model_name)
        wanted = [key]
        while wanted:
            label, name = wanted.pop()
            if name not in self.apps.get(label, {}):
                state = self._states[label, name]
                self.register_model(label, state.render(self))
                wanted += [found for found in _targets(state) if found in self._states]
        self._init_relations()
        return self.apps[key[0]][key[1]]

    def forget(self) -> None:
        """Make the models anew when they are next asked for."""
        self.apps = {}

    def unregister_model(self, app_label: str, model_name: str) -> None:
        """Do nothing: the steps that take a model away take its description away first."""


def _targets(state: ModelState) -> list[_Key]:
    """Return the models that this one refers to."""
    found: list[_Key] = []
    for field in state.fields.values():
        if isinstance(field, ForeignKeyFieldInstance | OneToOneFieldInstance | ManyToManyFieldInstance):
            label, _, name = str(field.model_name).partition(".")
            found.append((label, name))
    return found


class _LazyState(State):
    """A state whose changes cost nothing until a step asks for a model."""

    apps: _LazyApps

    @classmethod
    def of(cls, models: dict[_Key, ModelState]) -> "_LazyState":
        """Return the state of these descriptions."""
        return cls(models=models, apps=_LazyApps(models))

    def reload_model(self, app_label: str, model_name: str) -> None:
        """Have the models made anew when they are next asked for."""
        if (app_label, model_name) not in self.models:
            raise LookupError(f"Model state {app_label}.{model_name} is unknown")
        self.apps.forget()

    def reload_models(self, model_tuples: Iterable[_Key]) -> None:
        """Have the models made anew when they are next asked for."""
        self.apps.forget()

    def validate_relations_initialized(self) -> None:
        """Do nothing: a test compares the end of all migrations with the models."""

    def clone(self) -> "_LazyState":
        """Return a copy that later changes do not reach."""
        return self.of({key: model.clone() for key, model in self.models.items()})


class Migrations(MigrationExecutor):
    """Apply and take back the migrations of the open database."""

    def __init__(self, database_url: str) -> None:
        super().__init__(get_connection("default"), tortoise_config(database_url)["apps"])

    async def unknown(self) -> list[str]:
        """Return the applied migrations that this version does not have: a newer one has made the tables."""
        applied = await self.recorder.applied_migrations()
        return sorted(key.name for key in applied if key not in self.loader.graph.nodes)

    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> State:
        state = _LazyState.of({})
        for key in self._full_plan():
            if key == upto:
                break
            if key in applied:
                await self._project(key, state)
        return state

    async def _project_state_cache(self, applied: set[MigrationKey]) -> dict[MigrationKey, State]:
        state = _LazyState.of({})
        before: dict[MigrationKey, State] = {}
        for key in self._full_plan():
            if key in applied:
                before[key] = state.clone()
                await self._project(key, state)
        return before

    async def _project(self, key: MigrationKey, state: State) -> None:
        migration: Any = self.loader.graph.nodes[key]
        if migration is None:
            raise ValueError(f"Missing migration for {key}")
        await migration.apply(state, dry_run=True, schema_editor=None)
