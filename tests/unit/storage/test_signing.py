"""Signed links, held against the example of the specification."""

from datetime import UTC, datetime

from app.storage.bucket import Bucket
from app.storage.signing import signed_address

# "Authenticating Requests: Using Query Parameters" of the S3 documentation.
EXAMPLE = Bucket(
    endpoint="https://examplebucket.s3.amazonaws.com",
    region="us-east-1",
    name="examplebucket",
    prefix="",
    access_key="AKIAIOSFODNN7EXAMPLE",
    secret_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
)
SIGNATURE = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"


def test_the_example_of_the_specification():
    """The same signature for the same address, moment and key."""
    at = datetime(2013, 5, 24, tzinfo=UTC)

    link = signed_address(EXAMPLE, "examplebucket.s3.amazonaws.com", "/test.txt", signed_at=at, seconds=86_400)

    assert link.endswith(f"&X-Amz-Signature={SIGNATURE}")
