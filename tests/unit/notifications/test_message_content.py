"""What a letter looks like."""

import re
from html.parser import HTMLParser

import pytest

from app.domain.accounts.roles import Locale
from app.notifications.message_content import Button, MessageContent, as_html, as_text

EVIL = '<script>alert("1")</script>&\n<img src=x>'
SHEET = MessageContent(
    locale=Locale.RU,
    subject="ALM-000001: Работа начата",
    title="Работа начата",
    paragraphs=("Здравствуйте, Айгуль!", "По вашей заявке есть новость."),
    quote="Сделали\nза час",
    facts=(("Заявка", "ALM-000001"), ("Срок", "25 ноября 2026 г., 12:00")),
    buttons=(Button("Да", "https://qala.kz/a?b=1&c=2"), Button("Нет", "https://qala.kz/d")),
    rows_title="Просрочено",
    rows=(Button("ALM-000002, Яма", "https://qala.kz/#/request/2"),),
    small_print="Кнопки действуют 14 дней.",
    preferences=Button("Выбрать письма", "https://qala.kz/#/preferences"),
)


class Reader(HTMLParser):
    """Notes every tag with its attributes, and checks that they are closed in order."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open_tags: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open_tags.append(tag)

    def handle_endtag(self, tag):
        assert tag == self.open_tags.pop()

    def handle_data(self, data):
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open_tags == []
    return reader


def test_the_text_says_everything_and_every_link_stands_alone():
    """A mail program finds the end of a link by the end of the line."""
    text = as_text(SHEET)

    for words in ["Работа начата", "Айгуль", "> Сделали\n> за час", "Срок: 25 ноября", "Просрочено", "14 дней"]:
        assert words in text
    links = [SHEET.buttons[0].url, SHEET.buttons[1].url, SHEET.rows[0].url]
    assert links == [line.strip() for line in text.splitlines() if line.strip().startswith("https://")]


def test_the_html_says_the_same_as_the_text():
    """Nothing is in one and not in the other."""
    spoken = read(as_html(SHEET)).text

    for piece in [
        SHEET.title,
        *SHEET.paragraphs,
        *sum(SHEET.facts, ()),
        *(b.label for b in (*SHEET.buttons, *SHEET.rows)),
    ]:
        assert piece in spoken
        assert piece in as_text(SHEET)


def test_the_html_loads_nothing_and_runs_nothing():
    """Only links lead out; no picture, style sheet, script or form."""
    reader = read(as_html(SHEET))

    assert {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "div",
        "h1",
        "h2",
        "p",
        "blockquote",
        "br",
        "dl",
        "dt",
        "dd",
        "a",
        "ul",
        "li",
    } >= {tag for tag, _ in reader.tags}
    assert not any({"src", "srcset", "background", "onclick"} & set(attributes) for _, attributes in reader.tags)
    assert "url(" not in as_html(SHEET)
    assert [*(b.url for b in SHEET.buttons), SHEET.rows[0].url, SHEET.preferences.url] == [
        attributes["href"] for tag, attributes in reader.tags if tag == "a"
    ]


def test_the_html_can_be_read_aloud():
    """It names its language and its subject, and has one first heading."""
    tags = read(as_html(SHEET)).tags

    assert tags[0] == ("html", {"lang": "ru"})
    assert sum(tag == "h1" for tag, _ in tags) == 1
    assert any(attributes.get("aria-label") == SHEET.subject for _, attributes in tags)


def test_what_people_wrote_is_text_and_never_html():
    """In every place where something is filled in."""
    button = Button(EVIL, f'https://x/"{EVIL}')
    content = MessageContent(
        locale=Locale.EN,
        subject=EVIL,
        title=EVIL,
        paragraphs=(EVIL,),
        quote=EVIL,
        facts=((EVIL, EVIL),),
        buttons=(button,),
        rows_title=EVIL,
        rows=(button,),
        small_print=EVIL,
        preferences=button,
    )
    tags = {tag for tag, _ in read(as_html(content)).tags}

    assert not tags & {"script", "img"}


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "paper"), [("#14262a", "#ffffff"), ("#46585c", "#f6f3ea"), ("#0e5a63", "#ffffff"), ("#ffffff", "#0e5a63")]
)
def test_the_colours_can_be_told_apart(ink, paper):
    """4.5 to 1, as WCAG AA asks; and these are the colours of the letter."""
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5
    assert {ink, paper} <= set(re.findall(r"#[0-9a-f]{6}", as_html(SHEET)))
