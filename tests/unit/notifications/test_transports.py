"""E-mails as they are sent, and the transport of each channel."""

import os
import stat
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError

import httpx2
import pytest

from app.clock import FixedClock
from app.domain.accounts.roles import Locale
from app.domain.notifications.letters import Channel
from app.errors import SettingsError
from app.notifications.links import Links
from app.notifications.message_content import Button, MessageContent
from app.notifications.transport import Message, Transport
from app.notifications.transports.email_message import Letter, mime_of
from app.notifications.transports.files import FileTransport
from app.notifications.transports.opening import contact_of, open_transports
from app.notifications.transports.smtp import SmtpTransport
from app.notifications.transports.web_push import WebPushTransport
from app.settings import Settings

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
SENDER = "QalaControl <no-reply@qala.kz>"


def letter(**changes: str) -> Letter:
    given = {
        "id": "0190",
        "to": "aigul@example.kz",
        "subject": "ALM-000001: Жұмыс басталды",
        "text": "Сәлем\n",
        "html": "<p>Сәлем</p>",
        "unsubscribe_url": "https://qala.kz/unsubscribe/abc",
    }
    return Letter(written_at=NOW, **{**given, **changes})


def test_the_same_letter_makes_the_same_message():
    """But for the line between its parts, every header is the same, however often it is sent."""
    first, second = (dict(mime_of(letter(), SENDER).items()) for _ in range(2))
    first.pop("Content-Type"), second.pop("Content-Type")

    assert first == second
    assert first["Message-ID"] == "<0190@qala.kz>"
    assert first["Date"] == "Fri, 20 Nov 2026 07:00:00 +0000"
    assert first["Auto-Submitted"] == "auto-generated"


def test_text_comes_before_html():
    """A mail program shows the last part it understands."""
    read = message_from_bytes(mime_of(letter(), SENDER).as_bytes(), policy=policy.default)

    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert read["Subject"] == "ALM-000001: Жұмыс басталды"
    assert read.get_body(("plain",)).get_content() == "Сәлем\n"


def test_a_letter_about_the_account_offers_no_way_to_refuse_it():
    """All others do."""
    mime = mime_of(letter(), SENDER)

    assert mime["List-Unsubscribe"] == "<https://qala.kz/unsubscribe/abc>"
    assert mime["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(mime_of(letter(unsubscribe_url=""), SENDER))
    assert "References" not in mime


@pytest.mark.parametrize("to", ["a@x.kz, b@y.kz", "a@x.kz\nBcc: b@y.kz", "Name <a@x.kz>", "a b@x.kz"])
def test_one_address_is_one_address(to):
    """An address that a person registered with cannot send the letter elsewhere."""
    with pytest.raises((HeaderParseError, ValueError)):
        mime_of(letter(to=to), SENDER)


def test_a_subject_cannot_add_headers():
    """A subject with a line end is refused; the letter is then not sent."""
    for end in ("\n", "\r", "\u2028", "\x85"):
        with pytest.raises(ValueError, match="line end"):
            mime_of(letter(subject=f"x{end}Bcc: b@y.kz"), SENDER)


def test_a_long_link_that_switches_letters_off_is_sent_as_it_is():
    """Mail programs do not decode encoded words in this header, and offer no button then."""
    link = f"https://qala.example.kz/unsubscribe/{'x' * 90}"
    sent = mime_of(letter(unsubscribe_url=link), SENDER).as_bytes().decode()
    head, _, _ = sent.partition("\n\n")

    assert f"<{link}>" in head
    assert max(len(line) for line in head.splitlines()) < 998


def test_headers_are_ascii_and_read_back():
    """A long Cyrillic subject, and a sender with a Cyrillic name, as an older mail program gets them."""
    subject = "ALM-000241 · Жол төсеміндегі шұңқыр, көлік айналып өтіп жүр — жұмыс басталды"
    sent = mime_of(letter(subject=subject), "Алматы әкімдігі <no-reply@qala.kz>").as_bytes()
    head, _, _ = sent.partition(b"\n\n")
    read = message_from_bytes(sent, policy=policy.default)

    assert head.isascii()
    assert b"<no-reply@qala.kz>" in head
    assert all(len(word) <= 75 for word in head.split() if word.startswith(b"=?"))
    assert read["Subject"] == subject
    assert read["From"].addresses[0].display_name == "Алматы әкімдігі"
    assert read["To"] == "aigul@example.kz"


async def test_the_file_transport_writes_the_same_letter_into_the_same_file(tmp_path):
    """So a letter that is sent twice is there once."""
    content = MessageContent(locale=Locale.KK, subject="ALM-000001", title="ALM-000001", paragraphs=("Сәлем",))
    message = Message(id="0190", to="aigul@example.kz", content=content, url="", written_at=NOW)
    transport = FileTransport(tmp_path / "mail", SENDER)
    await transport.deliver(message)
    await transport.deliver(message)
    file, text = sorted((tmp_path / "mail").iterdir())

    assert file.name == "20261120T070000-0190.eml"
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["To"] == "aigul@example.kz"
    assert "Сәлем" in text.read_text()


async def test_a_letter_about_the_account_leaves_its_link_in_a_private_file(tmp_path, capsys):
    """The log is read by more people than may use the account: it names the file."""
    link = "http://qala.test/#/verify?token=qP0x3FzT1mVb8yKc5LdRw7GhJn2sAe4uX6iOtCvBkMQ"
    button = Button("Растау", link)
    content = MessageContent(locale=Locale.KK, subject="Растау", title="Растау", paragraphs=(), buttons=(button,))
    previous = os.umask(0)
    try:
        await FileTransport(tmp_path / "mail", SENDER).deliver(
            Message(id="0190", to="aigul@example.kz", content=content, url="", written_at=NOW)
        )
    finally:
        os.umask(previous)
    files = sorted((tmp_path / "mail").iterdir())
    logged = capsys.readouterr()

    assert [file.suffix for file in files] == [".eml", ".txt"]
    assert link in files[1].read_text()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "mail", *files)] == [0o700, 0o600, 0o600]
    assert str(files[1]) in logged.out + logged.err
    assert "token" not in logged.out + logged.err


async def test_the_settings_choose_the_transport_of_each_channel(tmp_path):
    """E-mails become files unless a mail server is named; what the page lists is sent by no transport."""
    clock = FixedClock(NOW)
    links = Links(lambda: b"s" * 40, clock, "http://qala.test")
    async with httpx2.AsyncClient() as client:

        def opened(smtp_url: str | None) -> dict[Channel, Transport]:
            return open_transports(Settings(smtp_url=smtp_url, qala_home=tmp_path), clock, links, client)

        assert {channel: type(transport) for channel, transport in opened(None).items()} == {
            Channel.EMAIL: FileTransport,
            Channel.PUSH: WebPushTransport,
        }
        assert isinstance(opened("smtp://localhost:25")[Channel.EMAIL], SmtpTransport)
        with pytest.raises(SettingsError, match="SMTP_URL"):
            opened("http://localhost")


@pytest.mark.parametrize(
    ("mail_from", "public_url", "contact"),
    [
        ("QalaControl <no-reply@qala.kz>", "https://qala.kz", "mailto:no-reply@qala.kz"),
        ("QalaControl <no-reply@localhost>", "https://qala.kz", "https://qala.kz"),
        ("QalaControl <no-reply@localhost>", "http://localhost:8000", "mailto:no-reply@localhost"),
    ],
)
def test_push_services_are_told_a_contact_that_exists(mail_from, public_url, contact):
    """An installation without a mail server has none but its page, and Apple's service refuses one at localhost."""
    links = Links(lambda: b"secret", FixedClock(NOW), public_url)

    assert contact_of(Settings(mail_from=mail_from), links) == contact
