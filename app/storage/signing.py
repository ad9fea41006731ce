"""Signed links to one photo: AWS Signature Version 4 in the query of the URL.

botocore signs with the present time; here it is an argument, so that all processes make the same link for hours.
"""

import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

from app.storage.bucket import Bucket

_ALGORITHM = "AWS4-HMAC-SHA256"


def signed_link(bucket: Bucket, key: str, *, signed_at: datetime, seconds: int) -> str:
    """Return the URL of the object, valid for GET for so many seconds from ``signed_at`` (UTC) on."""
    path = quote(f"/{bucket.name}/{bucket.prefix}{key}")
    return signed_address(bucket, urlsplit(bucket.endpoint).netloc, path, signed_at=signed_at, seconds=seconds)


def signed_address(bucket: Bucket, host: str, path: str, *, signed_at: datetime, seconds: int) -> str:
    """Return the signed URL of a path on a host."""
    scheme = urlsplit(bucket.endpoint).scheme
    moment = signed_at.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{moment[:8]}/{bucket.region}/s3/aws4_request"
    query = urlencode(
        {
            "X-Amz-Algorithm": _ALGORITHM,
            "X-Amz-Credential": f"{bucket.access_key}/{scope}",
            "X-Amz-Date": moment,
            "X-Amz-Expires": str(seconds),
            "X-Amz-SignedHeaders": "host",
        },
        quote_via=quote,
        safe="",
    )
    asked = f"GET\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD"
    to_sign = f"{_ALGORITHM}\n{moment}\n{scope}\n{hashlib.sha256(asked.encode()).hexdigest()}"
    signature = _mac(_signing_key(bucket, scope), to_sign).hex()
    return f"{scheme}://{host}{path}?{query}&X-Amz-Signature={signature}"


def _signing_key(bucket: Bucket, scope: str) -> bytes:
    key = b"AWS4" + bucket.secret_key.encode()
    for part in scope.split("/"):
        key = _mac(key, part)
    return key


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
