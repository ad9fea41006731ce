"""The bucket that the settings name: ``s3://bucket/prefix?endpoint=https://...&region=...``."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from app.errors import SettingsError
from app.settings import Settings

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"(?:(?!\.+/)[A-Za-z0-9._-]+/)*")
_FIRST_REGION = "us-east-1"
EXPECTED = "expected s3://bucket/prefix?endpoint=https://...&region=..."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A bucket, the prefix of our objects in it, and its credentials."""

    endpoint: str
    """``https://host`` or ``http://host:port``, no path."""
    region: str
    name: str
    prefix: str
    """Before every key; empty, or ends in a slash."""
    access_key: str
    secret_key: str = field(repr=False)


def bucket_of(settings: Settings) -> Bucket:
    """Return the bucket that the settings name.

    Raises:
        SettingsError: a setting is wrong; says which one and what was expected.
    """
    parts = urlsplit(settings.storage_url or "")
    if "@" in parts.netloc:
        raise SettingsError("STORAGE_URL: expected no key in it; STORAGE_ACCESS_KEY and STORAGE_SECRET_KEY name it")
    if not _BUCKET.fullmatch(parts.netloc):
        raise SettingsError(f"STORAGE_URL: {EXPECTED} with a bucket name of 3 to 63 of a-z, 0-9, dot and hyphen")
    prefix = unquote(parts.path).strip("/")
    prefix = f"{prefix}/" if prefix else ""
    if not _PREFIX.fullmatch(prefix):
        raise SettingsError("STORAGE_URL: expected a prefix of letters, digits, dots, hyphens and slashes")
    given = dict(parse_qsl(parts.query))
    if unknown := given.keys() - {"endpoint", "region"}:
        raise SettingsError(f"STORAGE_URL: {EXPECTED}, not {', '.join(sorted(unknown))}")
    if not settings.storage_access_key or settings.storage_secret_key is None:
        raise SettingsError("STORAGE_ACCESS_KEY and STORAGE_SECRET_KEY: expected both for an s3:// storage")
    region = given.get("region", _FIRST_REGION)
    return Bucket(
        endpoint=_endpoint(given.get("endpoint", f"https://s3.{region}.amazonaws.com")),
        region=region,
        name=parts.netloc,
        prefix=prefix,
        access_key=settings.storage_access_key,
        secret_key=settings.storage_secret_key.get_secret_value(),
    )


def _endpoint(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise SettingsError("STORAGE_URL: expected an endpoint like https://host or http://host:port")
    return f"{parts.scheme}://{parts.netloc}"
