"""The message as it travels, and letters as files."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError

import pytest

from app.errors import SettingsError
from app.notifications.mail_transport import FileMailTransport, SmtpTransport, message_of, open_mail_transport
from app.notifications.message_content import Letter

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
SENDER = "QalaControl <no-reply@qala.kz>"


def letter(**changes: str) -> Letter:
    given = {
        "id": "0190",
        "to": "aigul@example.kz",
        "subject": "ALM-000001: Жұмыс басталды",
        "text": "Сәлем\n",
        "html": "<p>Сәлем</p>",
        "preferences_url": "https://qala.kz/#/preferences?lang=kk",
    }
    return Letter(written_at=NOW, **{**given, **changes})


def test_the_same_letter_makes_the_same_message():
    """But for the line between its parts, every header is the same, however often it is sent."""
    first, second = (dict(message_of(letter(), SENDER).items()) for _ in range(2))
    first.pop("Content-Type"), second.pop("Content-Type")

    assert first == second
    assert first["Message-ID"] == "<0190@qala.kz>"
    assert first["Date"] == "Fri, 20 Nov 2026 07:00:00 +0000"
    assert first["Auto-Submitted"] == "auto-generated"


def test_text_comes_before_html():
    """A mail program shows the last part it understands."""
    read = message_from_bytes(message_of(letter(), SENDER).as_bytes(), policy=policy.default)

    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert read["Subject"] == "ALM-000001: Жұмыс басталды"
    assert read.get_body(("plain",)).get_content() == "Сәлем\n"


def test_a_letter_about_the_account_offers_no_way_to_refuse_it():
    """All others do."""
    assert message_of(letter(), SENDER)["List-Unsubscribe"] == "<https://qala.kz/#/preferences?lang=kk>"
    assert "List-Unsubscribe" not in message_of(letter(preferences_url=""), SENDER)


@pytest.mark.parametrize("to", ["a@x.kz, b@y.kz", "a@x.kz\nBcc: b@y.kz", "Name <a@x.kz>", "a b@x.kz"])
def test_one_address_is_one_address(to):
    """Whatever somebody registered with cannot send the letter elsewhere."""
    with pytest.raises((HeaderParseError, ValueError)):
        message_of(letter(to=to), SENDER)


def test_a_subject_cannot_add_headers():
    """The library refuses line ends; the letter is then not sent."""
    with pytest.raises(ValueError, match="linefeed"):
        message_of(letter(subject="x\nBcc: b@y.kz"), SENDER)


async def test_a_file_post_writes_the_same_letter_into_the_same_file(tmp_path):
    """So a letter that is sent twice is there once."""
    post = FileMailTransport(tmp_path / "mail", SENDER)
    await post.send(letter())
    await post.send(letter())
    (file,) = (tmp_path / "mail").iterdir()

    assert file.name == "20261120T070000-0190.eml"
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["To"] == "aigul@example.kz"


def test_the_settings_choose_the_carrier(tmp_path):
    """No server named means files."""
    assert isinstance(open_mail_transport(None, tmp_path, SENDER), FileMailTransport)
    assert isinstance(open_mail_transport("smtp://localhost:25", tmp_path, SENDER), SmtpTransport)
    with pytest.raises(SettingsError, match="SMTP_URL"):
        open_mail_transport("http://localhost", tmp_path, SENDER)
