"""The configuration that Tortoise and its migration tool read."""

from typing import Any


def tortoise_config(database_url: str, replica_url: str | None = None) -> dict[str, Any]:
    """Return Tortoise's configuration for a database, and for its streaming replica if there is one."""
    return {
        "connections": {"default": database_url, **({"replica": replica_url} if replica_url else {})},
        "use_tz": True,
        "timezone": "UTC",
        "apps": {
            "qala": {"models": ["app.models.every"], "default_connection": "default", "migrations": "migrations"},
        },
    }


TORTOISE_ORM = tortoise_config("postgres://postgres@localhost/qala")
"""Read by the migration tool only, which needs the models and not the database."""
