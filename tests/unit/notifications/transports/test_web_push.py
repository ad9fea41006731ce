"""Web Push: the encryption of RFC 8291, and which addresses are push services."""

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.notifications.transports.web_push import decoded, encoded, encrypt, is_public_key, is_push_service

READER_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
READER_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
SENDER_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
    "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def key(private: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decoded(private), "big"), ec.SECP256R1())


def test_the_example_of_the_standard():
    """RFC 8291, appendix A, to the byte."""
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        decoded(READER_PUBLIC),
        decoded(AUTH),
        salt=decoded(SALT),
        sender=key(SENDER_PRIVATE),
    )

    assert encoded(body) == MESSAGE


def test_an_independent_library_reads_it():
    """With a key and salt of its own each time."""
    text = "Жұмыс басталды".encode()
    first, second = (encrypt(text, decoded(READER_PUBLIC), decoded(AUTH)) for _ in range(2))

    assert first != second
    assert text == http_ece.decrypt(
        first, private_key=key(READER_PRIVATE), auth_secret=decoded(AUTH), version="aes128gcm"
    )


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/abc", True),
        ("https://web.push.apple.com/abc", True),
        ("https://wns2-par02p.notify.windows.com/w/?token=abc", True),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com.evil.kz/", False),
        ("https://evilfcm.googleapis.com.kz/", False),
        ("https://notfcm.googleapis.com/", False),
        ("https://fcm.googleapis.com:8080/", False),
        ("https://user@fcm.googleapis.com/", False),
        ("https://127.0.0.1/", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_the_server_posts_to_push_services_only(endpoint, expected):
    """Otherwise a client could make the server send requests into its own network."""
    assert expected == is_push_service(endpoint)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(decoded(READER_PUBLIC), True), (b"", False), (b"\x04" + b"\x01" * 64, False), (b"\x02" + b"\x01" * 32, False)],
)
def test_a_public_key_is_a_point_of_the_curve(raw, expected):
    """Not on the curve, or compressed, is none."""
    assert expected == is_public_key(raw)
