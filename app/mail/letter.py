"""A letter as a value, and the words of each kind of letter in three languages."""

from dataclasses import dataclass

from app.domain.roles import Locale


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person."""

    to: str
    subject: str
    text: str


_VERIFY: dict[Locale, tuple[str, str]] = {
    Locale.KK: (
        "QalaControl: поштаңызды растаңыз",
        "Сәлеметсіз бе, {name}!\n\nПоштаңызды растау үшін сілтемені ашыңыз:\n{link}\n\n"
        "Сілтеме {hours} сағат жарамды және бір рет қана ашылады. Тіркелмеген болсаңыз, хатты елемеңіз.\n",
    ),
    Locale.RU: (
        "QalaControl: подтвердите адрес",
        "Здравствуйте, {name}!\n\nЧтобы подтвердить адрес, откройте ссылку:\n{link}\n\n"
        "Ссылка действует {hours} ч. и открывается один раз. Если вы не регистрировались, забудьте о письме.\n",
    ),
    Locale.EN: (
        "QalaControl: confirm your address",
        "Hello {name},\n\nopen this link to confirm your address:\n{link}\n\n"
        "It is good for {hours} hours and opens once. If you did not register, simply ignore this letter.\n",
    ),
}


def verify_letter(to: str, name: str, locale: Locale, link: str, hours: int) -> Letter:
    """Return the letter that carries the link which confirms an address."""
    subject, text = _VERIFY[locale]
    return Letter(to, subject, text.format(name=name, link=link, hours=hours))
