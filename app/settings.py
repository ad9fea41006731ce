"""What the environment says, read once, typed and frozen."""

import os
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SettingsError


class Settings(BaseSettings):
    """Every setting of the product; the name of a field in capitals is the environment variable.

    An empty variable counts as not given.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    qala_home: Path = Path("var")
    """Folder for everything the product keeps by itself: embedded servers, letters."""
    database_url: str | None = None
    """postgres://user:password@host:port/name; not given = the embedded PostgreSQL."""
    redis_url: str | None = None
    """redis://, rediss:// or unix://; not given = the embedded Valkey."""
    smtp_url: str | None = None
    """smtp://user:password@host:587 or smtps://; not given = letters become files in the home folder."""
    mail_from: str = "QalaControl <no-reply@localhost>"
    """The sender of letters."""
    public_url: str | None = None
    """The address that citizens type; links in letters begin with it."""
    secret_key: SecretStr | None = None
    """At least 32 characters; `qala serve` refuses to start without it."""
    tile_url: str = ""
    """Leaflet tile template, for example https://tiles.example/{z}/{x}/{y}.png; empty = the calm own backdrop."""
    gov_domains: tuple[str, ...] = ("gov.kz",)
    """Mail domains of the state (subdomains included) that an Akimat account may have."""
    host: str = "0.0.0.0"  # noqa: S104 - a server is there to be reached; production sits behind a proxy
    """Address to listen on."""
    port: int = Field(8000, ge=0, le=65535)
    """Port to listen on; 0 = any free one."""
    workers: int = Field(1, ge=1, le=64)
    """How many processes serve the port."""
    photo_processes: int = Field(default_factory=lambda: min(2, os.cpu_count() or 1), ge=1, le=64)
    """How many processes of each worker open photographs; not given = two, or one on a machine with a single core."""
    drain_seconds: float = Field(2.0, ge=0, le=600)
    """Over how long open sockets are closed when a worker goes away."""
    session_days: int = Field(30, ge=1)
    """How long a session lives."""
    replay_limit: int = Field(10_000, ge=1)
    """How many positions behind a cursor may be and still be replayed."""

    storage_url: str | None = None
    """file:///folder or s3://bucket/prefix?endpoint=https://...&region=...; not given = ``photos`` in ``qala_home``."""
    storage_access_key: str | None = None
    """The access key of an s3:// storage."""
    storage_secret_key: SecretStr | None = None
    """The secret of that key."""
    storage_direct: bool = False
    """Whether pages fetch photos from the S3 server itself, by links that hold for some hours; else through the app."""
    upload_seconds: float = Field(300.0, gt=0, le=3600)
    """How long a client may take to send the body of a request, photos included."""

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 32:
            raise ValueError("expected at least 32 characters")
        return value

    @classmethod
    def read(cls) -> Self:
        """Read the environment.

        Raises:
            SettingsError: a variable has a value that cannot be used; names it and what was expected.
        """
        try:
            return cls()
        except ValidationError as error:
            lines = [f"{'.'.join(map(str, item['loc'])).upper()}: {item['msg']}" for item in error.errors()]
            raise SettingsError("; ".join(lines)) from error
