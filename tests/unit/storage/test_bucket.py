"""Which bucket the settings name, and what they are told when they name none."""

import pytest

from app.errors import SettingsError
from app.settings import Settings
from app.storage.bucket import bucket_of
from app.storage.opening import photo_origin

KEYS = {"storage_access_key": "key", "storage_secret_key": "a very secret thing"}


def _settings(url, **more):
    return Settings(storage_url=url, **{**KEYS, **more})


def test_the_address_names_everything():
    """Bucket, prefix, endpoint and region."""
    bucket = bucket_of(_settings("s3://qala-photos/almaty/2026/?endpoint=http://127.0.0.1:9000&region=kz-1"))

    assert (bucket.name, bucket.prefix) == ("qala-photos", "almaty/2026/")
    assert (bucket.endpoint, bucket.region) == ("http://127.0.0.1:9000", "kz-1")


def test_without_an_endpoint_it_is_the_one_of_the_region():
    """The first of all S3 servers, and the whole of the bucket."""
    bucket = bucket_of(_settings("s3://qala-photos?region=eu-north-1"))

    assert (bucket.endpoint, bucket.prefix) == ("https://s3.eu-north-1.amazonaws.com", "")


def test_the_secret_is_never_printed():
    """Neither with the bucket, nor with the settings."""
    settings = _settings("s3://qala-photos")

    assert "very secret" not in repr(bucket_of(settings)) + repr(settings)


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("s3://", "STORAGE_URL"),
        ("s3://Q", "STORAGE_URL"),
        ("s3://key:secret@bucket", "STORAGE_ACCESS_KEY"),
        ("s3://bucket/../other", "STORAGE_URL"),
        ("s3://bucket/a b", "STORAGE_URL"),
        ("s3://bucket?endpoint=127.0.0.1:9000", "endpoint"),
        ("s3://bucket?endpoint=http://host/path", "endpoint"),
        ("s3://bucket?regoin=x", "regoin"),
    ],
)
def test_what_is_wrong_is_named(url, names):
    """And what was expected; never a secret."""
    with pytest.raises(SettingsError, match="expected") as refused:
        bucket_of(_settings(url))

    assert names in refused.value.message
    assert "secret@" not in refused.value.message


@pytest.mark.parametrize("missing", KEYS)
def test_both_parts_of_the_key_are_needed(missing):
    """The one without the other opens nothing."""
    with pytest.raises(SettingsError, match="STORAGE_SECRET_KEY: expected both"):
        bucket_of(_settings("s3://bucket", **{missing: None}))


def test_pages_may_fetch_from_the_server_only_when_told_to():
    """So the policy of the page names it only then."""
    url = "s3://bucket?endpoint=https://s3.example.kz"

    assert photo_origin(_settings(url, storage_direct=True)) == "https://s3.example.kz"
    assert photo_origin(_settings(url)) is None
    assert photo_origin(Settings(storage_direct=True)) is None
