"""Serve `/verdict/...`: the page of the one-tap links in a letter.

A GET changes nothing, because mail scanners open every link; the button on the page sends a POST.
"""

from collections.abc import Callable, Sequence
from html import escape

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.application import Application
from app.commands.requests import verdict_link
from app.domain.accounts.roles import Locale
from app.domain.notifications.letters import Answer
from app.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed, NotFound
from app.localisation import Messages, messages
from app.notifications.links import LinkExpired, LinkForged, Verdict
from app.notifications.work_photos import WorkPhoto, work_photos
from app.queries.notifications.letters import AnswerState, Question, question
from app.web.graphql.bodies import BodyGuard
from app.web.http.language import language_of
from app.web.http.origin import is_own_origin
from app.web.letters.plain_page import plain_page, typed

MAX_FORM_BYTES = 16 * 1024
FORM_SECONDS = 60.0
"""How long a client may take to send the form."""
_REASONS = ("still", "partly", "elsewhere", "again")
"""The values of the reasons of a dispute, in the order of the form."""


def verdict_routes(get_application: Callable[[], Application]) -> list[Route]:
    """Return the route of the page."""

    async def verdict_page(request: Request) -> Response:
        application = get_application()
        try:
            answer = Answer(request.path_params["answer"])
            verdict = application.command_context.links.read_verdict(answer, request.path_params["token"])
        except (ValueError, LinkForged):
            return _refusal(application, language_of(request), "forged", 404)
        except LinkExpired:
            return _refusal(application, language_of(request), "expired", 410)
        if request.method == "POST":
            if not is_own_origin(request, application.command_context.public_url):
                return _refusal(application, language_of(request), "forged", 403)
            return await _answer(application, request, answer, verdict)
        return await _question_page(application, request, answer, verdict)

    return [
        Route(
            "/verdict/{answer}/{token}",
            verdict_page,
            methods=["GET", "POST"],
            max_body_size=MAX_FORM_BYTES,
            middleware=[Middleware(BodyGuard, seconds=FORM_SECONDS)],
        )
    ]


async def _answer(application: Application, request: Request, answer: Answer, verdict: Verdict) -> Response:
    shown = await _question(application, verdict)
    texts = messages(shown.locale)
    rating, reason = await _read_form(request, texts)
    if answer is Answer.CONFIRM and rating is None and shown.answer_state is AnswerState.OPEN:
        return plain_page(
            shown.locale,
            texts.verdict_ask(answer.name),
            _request_summary(shown) + _form(answer, texts, missing=True),
            422,
        )
    try:
        await verdict_link.answer(application.command_context, answer, verdict, rating=rating or 0, reason=reason)
    except (Conflict, IllegalTransition, NotAllowed, NotFound, InvalidInput):
        # The question was answered, or asked again, or the account was blocked: the page shows the current state.
        return await _question_page(application, request, answer, verdict)
    return plain_page(
        shown.locale,
        texts.verdict_thanks(answer.name),
        _request_summary(shown) + _request_link(application, texts, verdict),
    )


async def _question(application: Application, verdict: Verdict) -> Question:
    return await question(verdict, application.command_context.clock.now())


async def _read_form(request: Request, texts: Messages) -> tuple[int | None, str]:
    """Return the rating (None if no star was chosen) and the reason."""
    async with request.form() as form:
        rating, reason, details = (form.get(name) for name in ("rating", "reason", "words"))
    chosen = texts.verdict_reason(str(reason if reason in _REASONS else _REASONS[0]).upper())
    text = str(details or "").strip()[:800]
    return int(rating) if rating in {"1", "2", "3", "4", "5"} else None, f"{chosen}. {text}" if text else chosen


async def _question_page(application: Application, request: Request, answer: Answer, verdict: Verdict) -> Response:
    shown = await _question(application, verdict)
    locale = language_of(request) if shown.answer_state is AnswerState.UNKNOWN else shown.locale
    texts = messages(locale)
    if shown.answer_state is AnswerState.OPEN:
        photos = _photos(await work_photos(verdict.request_id), texts)
        body = _request_summary(shown) + photos + _form(answer, texts)
        return plain_page(locale, texts.verdict_ask(answer.name), body)
    return plain_page(
        locale,
        texts.verdict_state(shown.answer_state),
        _request_summary(shown) + _block(texts, shown) + _request_link(application, texts, verdict),
    )


def _block(texts: Messages, shown: Question) -> str:
    """Return why the account may not answer, and what its owner can do; nothing for an account that may."""
    if shown.answer_state is not AnswerState.BLOCKED:
        return ""
    reason = f"<p>{escape(texts.verdict_block_reason())} {typed(shown.block_reason)}</p>" if shown.block_reason else ""
    return f"{reason}<p>{escape(texts.verdict_block_help())}</p>"


def _request_summary(shown: Question) -> str:
    return f"<p>{escape(shown.number)}<br>{typed(shown.place)}</p>" if shown.number else ""


def _photos(photos: Sequence[WorkPhoto], texts: Messages) -> str:
    return "".join(
        f'<figure><img src="{escape(photo.path)}" alt=""><figcaption>{escape(caption)}</figcaption></figure>'
        for photo in photos
        for caption in [texts.letter_photo("AFTER" if photo.after else "BEFORE")]
    )


def _form(answer: Answer, texts: Messages, *, missing: bool = False) -> str:
    fields = _rating(texts, missing=missing) if answer is Answer.CONFIRM else _reason(texts)
    return (
        f'<form method="post">{fields}<button type="submit">{escape(texts.verdict_button(answer.name))}</button></form>'
    )


def _rating(texts: Messages, *, missing: bool) -> str:
    # No star is preselected: a default rating would carry no information.
    described = ' aria-describedby="rating-error"' if missing else ""
    stars = "".join(
        f'<label><input type="radio" name="rating" value="{n}" required{described}>'
        f"{escape(texts.rating_stars(count=n))}</label>"
        for n in range(5, 0, -1)
    )
    error = (
        f'<p class="error" id="rating-error" role="alert">{escape(texts.verdict_rating_missing())}</p>'
        if missing
        else ""
    )
    return f"<fieldset><legend>{escape(texts.rating_title())}</legend>{stars}</fieldset>{error}"


def _reason(texts: Messages) -> str:
    reasons = "".join(
        f'<label><input type="radio" name="reason" value="{name}"{"" if n else " checked"}>'
        f"{escape(texts.verdict_reason(name.upper()))}</label><br>"
        for n, name in enumerate(_REASONS)
    )
    return (
        f"<fieldset><legend>{escape(texts.verdict_reason_title())}</legend>{reasons}</fieldset>"
        f'<label class="label" for="words">{escape(texts.verdict_words())}</label>'
        '<textarea id="words" dir="auto" name="words" maxlength="800"></textarea>'
    )


def _request_link(application: Application, texts: Messages, verdict: Verdict) -> str:
    url = application.command_context.links.request(verdict.request_id)
    return f'<p><a href="{escape(url)}">{escape(texts.verdict_open_request())}</a></p>'


def _refusal(application: Application, locale: Locale, reason: str, status: int) -> Response:
    texts = messages(locale)
    site = f"{application.command_context.links.public_url}/"
    home_link = f'<p><a href="{escape(site)}">{escape(texts.verdict_open_request())}</a></p>'
    return plain_page(
        locale, texts.verdict_forged() if reason == "forged" else texts.verdict_expired(), home_link, status
    )
