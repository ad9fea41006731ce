"""The words of the page behind a verdict link."""

from dataclasses import dataclass

from app.domain.letters import Answer
from app.domain.roles import Locale
from app.queries.letters import AnswerState


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The words of one language."""

    ask: dict[Answer, str]
    button: dict[Answer, str]
    thanks: dict[Answer, str]
    standing: dict[AnswerState, str]
    rating: str
    stars: str
    """``{n}``"""
    rating_missing: str
    """Said when the button was pressed without a star."""
    reason: str
    reasons: dict[str, str]
    words: str
    forged: str
    expired: str
    open_request: str


WORDS: dict[Locale, PageWords] = {
    Locale.KK: PageWords(
        ask={Answer.CONFIRM: "Мәселенің шешілгенін растайсыз ба?", Answer.DISPUTE: "Мәселе шешілмеді ме?"},
        button={Answer.CONFIRM: "Иә, шешілді", Answer.DISPUTE: "Жоқ, шешілмеді"},
        thanks={
            Answer.CONFIRM: "Рақмет! Өтінім расталды.",
            Answer.DISPUTE: "Рақмет! Өтінім қайтадан жұмысқа жіберілді, әкімдікке хабарланды.",
        },
        standing={
            AnswerState.CONFIRMED: "Сіз бұл өтінімді бұрын растап қойғансыз.",
            AnswerState.DISPUTED: "Сіз мәселенің шешілмегенін бұрын хабарлағансыз, өтінім жұмысқа қайтарылған.",
            AnswerState.CONFIRMED_BY_ANOTHER: "Мәселенің шешілгенін өтінімнің басқа авторы растап қойған.",
            AnswerState.DISPUTED_BY_ANOTHER: (
                "Мәселенің шешілмегенін басқа автор хабарлаған, өтінім жұмысқа қайтарылған."
            ),
            AnswerState.CLOSED_BY_SILENCE: "Жауап болмағандықтан, өтінім жабылған.",
            AnswerState.UNKNOWN: "Бұл сілтеме бойынша ештеңе жасау мүмкін емес.",
        },
        rating="Жұмысты бағалаңыз",
        stars="5-тен {n}",
        rating_missing="1-ден 5-ке дейінгі бағаны таңдаңыз.",
        reason="Не дұрыс емес?",
        reasons={
            "still": "Мәселе әлі бар",
            "partly": "Тек жартылай шешілген",
            "elsewhere": "Басқа жерде жасалған",
            "again": "Мәселе қайталанды",
        },
        words="Түсініктеме (міндетті емес)",
        forged="Сілтеме жарамсыз. Хаттағы сілтемені толық көшіргеніңізді тексеріңіз немесе өтінімді сайттан ашыңыз.",
        expired="Сілтеменің мерзімі өтіп кетті. Өтінімді сайттан ашып, жауабыңызды сол жерде беріңіз.",
        open_request="Сайтты ашу",
    ),
    Locale.RU: PageWords(
        ask={Answer.CONFIRM: "Подтвердить, что проблема решена?", Answer.DISPUTE: "Проблема не решена?"},
        button={Answer.CONFIRM: "Да, исправлено", Answer.DISPUTE: "Нет, не исправлено"},
        thanks={
            Answer.CONFIRM: "Спасибо! Выполнение подтверждено.",
            Answer.DISPUTE: "Спасибо! Заявка снова в работе, акимат об этом знает.",
        },
        standing={
            AnswerState.CONFIRMED: "Вы уже подтвердили выполнение этой заявки.",
            AnswerState.DISPUTED: "Вы уже сообщили, что проблема не решена: заявка вернулась в работу.",
            AnswerState.CONFIRMED_BY_ANOTHER: "Выполнение уже подтвердил другой автор заявки.",
            AnswerState.DISPUTED_BY_ANOTHER: (
                "Другой автор сообщил, что проблема не решена: заявка вернулась в работу."
            ),
            AnswerState.CLOSED_BY_SILENCE: "Ответа не было, поэтому заявка закрыта.",
            AnswerState.UNKNOWN: "По этой ссылке ничего сделать нельзя.",
        },
        rating="Оцените работу",
        stars="{n} из 5",
        rating_missing="Выберите оценку от 1 до 5.",
        reason="Что не так?",
        reasons={
            "still": "Проблема осталась",
            "partly": "Исправлено лишь частично",
            "elsewhere": "Исправили в другом месте",
            "again": "Проблема возникла снова",
        },
        words="Пояснение (не обязательно)",
        forged="Ссылка недействительна. Проверьте, что скопировали её целиком, или откройте заявку на сайте.",
        expired="Срок действия ссылки истёк. Откройте заявку на сайте и ответьте там.",
        open_request="Открыть сайт",
    ),
    Locale.EN: PageWords(
        ask={Answer.CONFIRM: "Confirm that the problem is fixed?", Answer.DISPUTE: "Is the problem not fixed?"},
        button={Answer.CONFIRM: "Yes, it is fixed", Answer.DISPUTE: "No, it is not fixed"},
        thanks={
            Answer.CONFIRM: "Thank you! The fix is confirmed.",
            Answer.DISPUTE: "Thank you! The request is in work again, and the Akimat knows.",
        },
        standing={
            AnswerState.CONFIRMED: "You have confirmed this request already.",
            AnswerState.DISPUTED: "You have said already that it is not fixed: the request went back to work.",
            AnswerState.CONFIRMED_BY_ANOTHER: "Another author of the request has confirmed the fix already.",
            AnswerState.DISPUTED_BY_ANOTHER: (
                "Another author has said already that it is not fixed: it went back to work."
            ),
            AnswerState.CLOSED_BY_SILENCE: "There was no answer, so the request is closed.",
            AnswerState.UNKNOWN: "Nothing can be done by this link.",
        },
        rating="Rate the work",
        stars="{n} of 5",
        rating_missing="Choose a rating from 1 to 5.",
        reason="What is wrong?",
        reasons={
            "still": "The problem is still there",
            "partly": "Only partly fixed",
            "elsewhere": "Fixed in another place",
            "again": "The problem has come back",
        },
        words="In your words (optional)",
        forged="This link is not valid. Check that you copied all of it, or open the request on the site.",
        expired="This link is too old. Open the request on the site and answer there.",
        open_request="Open the site",
    ),
}
