"""The settings of the product, read from the environment once, typed and frozen."""

import json
import os
import re
import unicodedata
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.errors import SettingsError

PAGE = Path(__file__).parents[1] / "frontend" / "dist"
"""Where the build of the front end leaves the page."""
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")

_HOST = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z0-9_-]+|\[[0-9a-f:.]+\]")
_SENDER = re.compile(r"""(?P<name>[^<>\r\n]*)<(?P<address>[^<>\s]+)>|(?P<bare>[^<>\s]+)""")
_MAILBOX = re.compile(r"(?P<local>[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@(?P<domain>[^@\s]{1,253})")
_DATABASE_SCHEMES = frozenset({"postgres", "postgresql", "asyncpg"})
_REDIS_SCHEMES = frozenset({"redis", "rediss", "unix", "redis+cluster", "rediss+cluster"})
_ORIGIN = re.compile(r"https?://(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?")


class Settings(BaseSettings):
    """Every setting; the name of a field in capitals is the environment variable.

    An empty variable counts as not given.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    qala_home: Path = Path("var")
    """Folder of the files that the product writes: data of the embedded servers, letters, photos."""
    database_url: str | None = None
    """postgres://user:password@host:port/name; not given = the embedded PostgreSQL."""
    database_replica_url: str | None = None
    """A streaming replica of that database, which answers queries wherever it has come far enough; not given = none."""
    redis_url: str | None = None
    """redis://, rediss:// or unix://, or redis+cluster://host:port,host:port; not given = the embedded Valkey."""
    smtp_url: str | None = None
    """smtp://user:password@host:587 or smtps://; not given = letters become files in the home folder."""
    mail_from: str = "QalaControl <no-reply@localhost>"
    """The sender of letters."""
    public_url: str | None = None
    """The address of the page; links in letters begin with it."""
    secret_key: SecretStr | None = None
    """At least 32 characters; `qala serve` refuses to start without it."""
    tile_url: str = ""
    """Leaflet tile template, for example https://tiles.example/{z}/{x}/{y}.png; not given, or ``none`` = a plain
    background, and in the demo OpenStreetMap's tiles unless it is ``none``. A file of `qala basemap put` goes first."""
    embed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Sites that may show the map of `/embed/<city>` in a frame, such as https://almaty.gov.kz or https://*.gov.kz;
    commas between them. Not given = no site may."""
    geocoder_url: str | None = None
    """The search address of a Nominatim (https://host/search) or a Photon (https://host/api); not given = none."""
    gov_domains: Annotated[tuple[str, ...], NoDecode] = ("gov.kz",)
    """Mail domains of the state (subdomains included) that an Akimat account may have; commas between them."""
    host: str = "0.0.0.0"  # noqa: S104 - the server must be reachable; production has a proxy before it
    """Address to listen on."""
    port: int = Field(8000, ge=0, le=65535)
    """Port to listen on; 0 = any free one."""
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    """Networks of our own proxies, such as 10.0.0.0/8; commas between them. Only they may name the forwarded client."""
    cleartext_http2: bool = False
    """Whether HTTP/2 without TLS is answered, for a proxy that speaks it to its servers; ``Upgrade: h2c`` never is."""
    metrics_token: SecretStr | None = Field(None, min_length=16)
    """What a scrape of /metrics has to bring as its bearer token; not given = only this machine may read them."""
    workers: int = Field(1, ge=1, le=64)
    """How many processes serve the port."""
    photo_processes: int = Field(default_factory=lambda: min(2, os.cpu_count() or 1), ge=1, le=64)
    """How many processes of each worker decode photographs; not given = two, or one on a machine with one core."""
    drain_seconds: float = Field(2.0, ge=0, le=600)
    """Over how many seconds a worker that stops closes its open sockets."""
    session_days: int = Field(30, ge=1)
    """How long a session lives."""
    letter_days: int = Field(90, ge=45, le=36_500)
    """For how many days letters that were sent, or given up, are kept without their text: no fact gets a second one."""
    letters_apart: bool = False
    """Whether letters are left to `qala letters serve`, a process of their own."""
    notification_days: int = Field(730, ge=0, le=36_500)
    """For how many days notifications on the page are kept; 0 = for ever."""
    trusted_documents_only: bool = False
    """Whether GraphQL documents other than those of the page are refused."""
    unconfirmed_days: int = Field(30, ge=3)
    """After how many days an account is deleted whose address was never confirmed."""
    replay_limit: int = Field(10_000, ge=1)
    """How many events are replayed to a client at most; a cursor further behind has expired."""

    anonymise_after_days: int = Field(1095, ge=0, le=36_500)
    """How many days after closing a request loses its author, address and texts; 0 = never."""
    archive_after_months: int = Field(0, ge=0, le=1_200)
    """How many whole months of the event log stay in its live table; at night older ones are archived. 0 = never."""
    archive_tablespace: str = ""
    """The tablespace of PostgreSQL for months that are archived; empty = that of the database."""
    storage_url: str | None = None
    """file:///folder or s3://bucket/prefix?endpoint=https://...&region=...; not given = ``photos`` in ``qala_home``."""
    storage_access_key: str | None = None
    """The access key of an s3:// storage."""
    storage_secret_key: SecretStr | None = None
    """The secret of that key."""
    storage_direct: bool = False
    """Whether pages fetch photos from the S3 server by links valid for some hours; else through the application."""
    live_connections: int = Field(20_000, ge=1)
    """How many sockets and streams one process holds."""
    live_connections_per_network: int = Field(2_000, ge=1)
    """How many of them clients without a session may open from one network; signed-in clients count by account."""
    read_points_per_network: int = Field(120_000, ge=10_000)
    """How many points clients without a session may read from one network a minute (`schema/cost.py`)."""
    upload_megabytes: int = Field(512, ge=1, le=1_000_000)
    """How many megabytes of requests with files a process takes at once; they lie in the temporary folder meanwhile."""
    min_free_megabytes: int = Field(200, ge=0, le=1_000_000)
    """With less room than this on a disk that it writes to, /health/ready names that disk; 0 = never."""
    upload_seconds: float = Field(300.0, gt=0, le=3600)
    """How long a client may take to send the body of a request, photos included."""

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 32:
            raise ValueError("expected at least 32 characters")
        return value

    @field_validator("database_url", "database_replica_url")
    @classmethod
    def _database(cls, value: str | None) -> str | None:
        return _engine_address(value, _DATABASE_SCHEMES, "postgres://user:password@host:port/name")

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: str | None) -> str | None:
        return _engine_address(value, _REDIS_SCHEMES, "redis://user:password@host:port/0")

    @field_validator("gov_domains", mode="before")
    @classmethod
    def _domains(cls, value: object) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(map(mail_domain, _listed(value))))
        if not found:
            raise ValueError("expected at least one domain, such as gov.kz")
        return found

    @field_validator("public_url")
    @classmethod
    def _public_origin(cls, value: str | None) -> str | None:
        return None if value is None else _public_origin(value)

    @field_validator("mail_from")
    @classmethod
    def _one_sender(cls, value: str) -> str:
        return _sender(value)

    @field_validator("tile_url")
    @classmethod
    def _no_tiles(cls, value: str) -> str:
        return "" if value.strip().lower() == "none" else value

    @field_validator("embed_origins", mode="before")
    @classmethod
    def _origins(cls, value: object) -> tuple[str, ...]:
        return tuple(map(_frame_origin, _listed(value)))

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: object) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(map(_network, _listed(value)))

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


def _listed(value: object) -> tuple[str, ...]:
    """Return the entries of a list: a JSON array, or words with commas or spaces between them."""
    if isinstance(value, str):
        value = json.loads(value) if value.lstrip().startswith("[") else value.replace(",", " ").split()
    if not isinstance(value, list | tuple):
        raise ValueError("expected a list with commas between its entries")
    return tuple(str(entry).strip() for entry in value)


def _engine_address(text: str | None, schemes: frozenset[str], example: str) -> str | None:
    if text is None:
        return None
    # The address has a password, so no error may repeat it.
    expected = ValueError(f"expected an address such as {example}")
    try:
        parts = urlsplit(text)
        if "," not in parts.netloc:
            # The nodes of a cluster have their ports read one by one.
            _ = parts.port
    except ValueError:
        raise expected from None
    if parts.scheme not in schemes:
        raise expected
    return text


def _public_origin(text: str) -> str:
    """Return the address of the page as browsers write an origin: small letters, other alphabets as IDN."""
    expected = ValueError(f"{text!r}: expected an address such as https://qala.example.kz, without a path")
    try:
        parts = urlsplit(text.strip())
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError as error:
        raise expected from error
    host = f"[{host}]" if ":" in host else host
    # The page asks for `/assets` and `/graphql` at the root of its host, so it cannot stand below a path.
    if parts.scheme not in {"http", "https"} or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise expected
    if not _HOST.fullmatch(host) or parts.username is not None:
        raise expected
    standard = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if port in {None, standard} else f":{port}")


def _ascii_host(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode()


def _sender(text: str) -> str:
    """Return the sender with its name in quotes: unquoted, one with a comma would be read as two senders."""
    expected = ValueError(f"{text!r}: expected a sender such as QalaControl <no-reply@example.kz>")
    found = _SENDER.fullmatch(text.strip())
    mailbox = _MAILBOX.fullmatch((found["address"] or found["bare"]) if found else "")
    if found is None or mailbox is None:
        raise expected
    try:
        domain = _ascii_host(mailbox["domain"].lower())
    except UnicodeError as error:
        raise expected from error
    if not _HOST.fullmatch(domain):
        raise expected
    address, name = f"{mailbox['local']}@{domain}", (found["name"] or "").strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    quoted = re.sub(r'(["\\])', r"\\\1", name)
    return f'"{quoted}" <{address}>' if name else address


def _frame_origin(entry: str) -> str:
    """Return an origin as a policy names it: it stands in a header, so nothing else may be in it."""
    if not _ORIGIN.fullmatch(entry):
        raise ValueError(f"{entry!r}: expected an origin such as https://almaty.gov.kz or https://*.gov.kz")
    return entry


def _network(entry: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(entry)
    except ValueError as error:
        raise ValueError(f"{entry!r}: expected a network such as 10.0.0.0/8, or an address") from error
    if network.prefixlen == 0:
        raise ValueError(f"{entry!r} is every address: name the networks of your own proxies")
    return network


def mail_domain(entry: str) -> str:
    """Return a domain as addresses have it: lower case, no dot around it, other alphabets as IDN."""
    bare = entry.lower().removeprefix(".").removesuffix(".")
    for label in bare.split("."):
        # A letter that looks like one of another alphabet would name a foreign domain that looks like ours.
        if len({unicodedata.name(letter, "?").split()[0] for letter in label if letter.isalpha()}) > 1:
            raise ValueError(f"{entry!r}: {label!r} mixes letters of two alphabets")
    try:
        domain = bare if bare.isascii() else bare.encode("idna").decode()
    except UnicodeError as error:
        raise ValueError(f"{entry!r}: expected a domain such as gov.kz") from error
    if not _DOMAIN.fullmatch(domain):
        raise ValueError(f"{entry!r}: expected a domain such as gov.kz, without @ and *")
    return domain
