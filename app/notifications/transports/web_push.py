"""Web Push: notices to a browser whose page is closed. Encrypted for that browser alone (RFC 8291), signed (RFC 8292).

The key that signs is derived from ``SECRET_KEY``, so all processes of an installation sign alike without a shared
file. Another ``SECRET_KEY`` needs new subscriptions, which the page makes by itself.
"""

import base64
import os
import re
import struct
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.clock import Clock
from app.models.database import row, rows
from app.notifications.links import Links
from app.notifications.transport import DeliveryFailed, Message

TIMEOUT_SECONDS = 10
KEPT_SECONDS = 24 * 3600
"""How long a push service keeps a notice for a browser that is not running."""
LONGEST_BODY = 300
_GONE = {404, 410}
_JWT_LIFE = timedelta(hours=12)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# Asked when the notice is sent, which may be two days after it was written: the session may be over by then, and the
# browser may have passed to another account.
_SUBSCRIPTION = (
    "SELECT s.endpoint, s.p256dh, s.auth FROM push_subscription s JOIN session o ON o.id = s.session_id"
    " WHERE s.id = $1 AND s.account_id = $2 AND o.revoked_at IS NULL AND o.expires_at > $3"
)
_SERVICES = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)
"""The push services of the browser makers. The endpoint comes from the client, so the server posts to nothing else."""
# Parsers of addresses disagree about backslashes, tabs, percent signs and letters outside ASCII in a host, so there are
# none; a path holds visible ASCII only.
_ENDPOINT = re.compile(
    rf"https://(?:[a-z0-9-]{{1,63}}\.){{0,8}}(?:{'|'.join(map(re.escape, _SERVICES))})(?::443)?(?:/[!-~]*)?",
    re.IGNORECASE | re.ASCII,
)


def is_push_service(endpoint: str) -> bool:
    """Whether this is an address of a browser maker's push service."""
    return _ENDPOINT.fullmatch(endpoint) is not None


def is_public_key(raw: bytes) -> bool:
    """Whether these bytes are a point of the curve that Web Push uses."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return len(raw) == 65


def public_key(links: Links) -> str:
    """Return the key that browsers subscribe with, base64url."""
    return encoded(_point(_signing_key(links).public_key()))


class WebPushTransport:
    """Sends notices to push services."""

    def __init__(self, client: httpx2.AsyncClient, links: Links, clock: Clock, contact: str) -> None:
        self._client = client
        self._links = links
        self._clock = clock
        self._contact = contact

    async def deliver(self, message: Message) -> None:
        """Send the notice; nothing where the account has signed out of the browser, or another one has signed in there.

        The subscription of a browser that is gone is deleted.

        Raises:
            DeliveryFailed: the push service was unreachable, or asked to try later.
        """
        found = await row(_SUBSCRIPTION, UUID(message.to), message.account_id, self._clock.now())
        if found is None:
            return
        notice = _notice(message)
        body = encrypt(orjson.dumps(notice), decoded(found["p256dh"]), decoded(found["auth"]))
        answer = await self._post(found["endpoint"], body)
        status = answer.status_code
        if status in _GONE:
            await rows("DELETE FROM push_subscription WHERE id = $1", UUID(message.to))
        elif not 200 <= status < 300:
            wait = retry_after(answer.headers.get("retry-after", ""), self._clock.now())
            raise DeliveryFailed(f"the push service answered {status}", retry_after=wait)

    async def _post(self, endpoint: str, body: bytes) -> httpx2.Response:
        headers = {
            "Authorization": self._authorization(endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_SECONDS),
        }
        try:
            return await self._client.post(endpoint, content=body, headers=headers, timeout=TIMEOUT_SECONDS)
        except (httpx2.HTTPError, OSError) as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}") from error

    def _authorization(self, endpoint: str) -> str:
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((self._clock.now() + _JWT_LIFE).timestamp()),
            "sub": self._contact,
        }
        head = encoded(orjson.dumps({"typ": "JWT", "alg": "ES256"}))
        signed = f"{head}.{encoded(orjson.dumps(claims))}"
        r, s = decode_dss_signature(_signing_key(self._links).sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        signature = encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return f"vapid t={signed}.{signature}, k={public_key(self._links)}"


def _notice(message: Message) -> dict[str, str]:
    content = message.content
    return {
        "title": content.notice or content.subject,
        "body": content.paragraphs[-1][:LONGEST_BODY],
        "url": message.url,
        "notification": message.notification_id,
        # Of several notices about one request the browser shows the last.
        "tag": message.url,
        "lang": content.locale.lower(),
    }


def retry_after(value: str, now: datetime) -> timedelta:
    """Return how long a ``Retry-After`` header asks to wait, in seconds or until a date; nothing where it says neither.

    See RFC 9110, section 10.2.3.
    """
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), 10**9))
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return timedelta()
    return max(timedelta(), until.replace(tzinfo=until.tzinfo or UTC) - now)


def encrypt(
    text: bytes,
    reader: bytes,
    auth: bytes,
    *,
    salt: bytes | None = None,
    sender: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Return the body of the request: one record, which only the browser with the private key of ``reader`` can read.

    ``salt`` and ``sender`` are random unless given, as the example of the standard needs.
    """
    salt = salt or os.urandom(16)
    sender = sender or ec.generate_private_key(ec.SECP256R1())
    reader_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), reader)
    own = _point(sender.public_key())
    shared = sender.exchange(ec.ECDH(), reader_key)
    secret = _hkdf(shared, auth, b"WebPush: info\x00" + reader + own, 32)
    key = _hkdf(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _hkdf(secret, salt, b"Content-Encoding: nonce\x00", 12)
    # 0x02 ends the last record; the header says salt, record size, and our half of the exchange.
    record = AESGCM(key).encrypt(nonce, text + b"\x02", None)
    return salt + struct.pack(">IB", 4096, len(own)) + own + record


def encoded(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Read what ``encoded`` wrote."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _signing_key(links: Links) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(_hkdf(links.key("vapid"), None, b"qala vapid", 48), "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _hkdf(secret: bytes, salt: bytes | None, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
