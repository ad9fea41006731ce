"""Serve `/verdict/...`: the page of the one-tap links in a letter.

A GET changes nothing, because mail scanners open every link; the button on the page sends a POST.
"""

from collections.abc import Callable
from html import escape

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.application import Application
from app.commands.requests import verdict_link
from app.domain.letters import Answer
from app.domain.roles import Locale
from app.errors import Conflict, IllegalTransition, InvalidInput, NotAllowed, NotFound
from app.localisation import Messages, messages
from app.notifications.links import LinkExpired, LinkForged, Verdict
from app.queries.letters import AnswerState, Question, question
from app.web.bodies import BodyGuard
from app.web.origin import is_own_origin

MAX_FORM_BYTES = 16 * 1024
FORM_SECONDS = 60.0
"""How long a client may take to send the form."""
_REASONS = ("still", "partly", "elsewhere", "again")
"""The values of the reasons of a dispute, in the order of the form."""
_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
_STYLE = """
body { margin: 0; padding: 24px 16px; background: #f6f3ea; color: #14262a; font: 18px/1.5 system-ui, sans-serif; }
main { max-width: 480px; margin: 0 auto; padding: 24px; background: #fff; border: 1px solid #d9d3c3;
  border-radius: 12px; }
h1 { margin: 0 0 16px; font-size: 1.4rem; line-height: 1.25; }
fieldset { margin: 0 0 16px; padding: 0; border: 0; }
legend, .label { display: block; padding: 0; font-weight: 700; }
label { display: inline-flex; align-items: center; gap: 8px; min-height: 44px; margin-right: 16px; }
label.label { display: block; margin: 0; }
input[type="radio"] { width: 22px; height: 22px; }
.error { margin: 0 0 16px; color: #a3261b; font-weight: 700; }
textarea { display: block; box-sizing: border-box; width: 100%; min-height: 88px; margin-bottom: 16px; padding: 8px;
  border: 1px solid #6b7b7e; border-radius: 8px; font: inherit; }
button { width: 100%; min-height: 52px; border: 0; border-radius: 26px; background: #0e5a63; color: #fff; font: inherit;
  font-weight: 700; cursor: pointer; }
a { color: #0e5a63; }
:focus-visible { outline: 3px solid #b3701a; outline-offset: 2px; }
"""


def verdict_routes(get_application: Callable[[], Application]) -> list[Route]:
    """Return the routes of the page and of its style sheet."""

    async def verdict_page(request: Request) -> Response:
        application = get_application()
        try:
            answer = Answer(request.path_params["answer"])
            verdict = application.command_context.links.read_verdict(answer, request.path_params["token"])
        except (ValueError, LinkForged):
            return _refusal(application, _locale_of(request), "forged", 404)
        except LinkExpired:
            return _refusal(application, _locale_of(request), "expired", 410)
        if request.method == "POST":
            if not is_own_origin(request, application.command_context.public_url):
                return _refusal(application, _locale_of(request), "forged", 403)
            return await _answer(application, request, answer, verdict)
        return _question_page(application, request, answer, verdict, await question(verdict))

    async def style(_: Request) -> Response:
        return Response(_STYLE, media_type="text/css", headers={"Cache-Control": "max-age=86400"})

    return [
        Route("/verdict/page.css", style),
        Route(
            "/verdict/{answer}/{token}",
            verdict_page,
            methods=["GET", "POST"],
            max_body_size=MAX_FORM_BYTES,
            middleware=[Middleware(BodyGuard, seconds=FORM_SECONDS)],
        ),
    ]


async def _answer(application: Application, request: Request, answer: Answer, verdict: Verdict) -> Response:
    shown = await question(verdict)
    texts = messages(shown.locale)
    rating, reason = await _read_form(request, texts)
    if answer is Answer.CONFIRM and rating is None and shown.answer_state is AnswerState.OPEN:
        return _page(
            shown.locale,
            texts.verdict_ask(answer.name),
            _request_summary(shown) + _form(answer, texts, missing=True),
            422,
        )
    try:
        await verdict_link.answer(application.command_context, answer, verdict, rating=rating or 0, reason=reason)
    except (Conflict, IllegalTransition, NotAllowed, NotFound, InvalidInput):
        # The question was answered, or asked again, since the link was sent: the page shows the current state.
        return _question_page(application, request, answer, verdict, await question(verdict))
    return _page(
        shown.locale,
        texts.verdict_thanks(answer.name),
        _request_summary(shown) + _request_link(application, texts, verdict),
    )


async def _read_form(request: Request, texts: Messages) -> tuple[int | None, str]:
    """Return the rating (None if no star was chosen) and the reason."""
    async with request.form() as form:
        rating, reason, details = (form.get(name) for name in ("rating", "reason", "words"))
    chosen = texts.verdict_reason(str(reason if reason in _REASONS else _REASONS[0]).upper())
    text = str(details or "").strip()[:800]
    return int(rating) if rating in {"1", "2", "3", "4", "5"} else None, f"{chosen}. {text}" if text else chosen


def _question_page(
    application: Application, request: Request, answer: Answer, verdict: Verdict, shown: Question
) -> Response:
    locale = _locale_of(request) if shown.answer_state is AnswerState.UNKNOWN else shown.locale
    texts = messages(locale)
    if shown.answer_state is AnswerState.OPEN:
        return _page(locale, texts.verdict_ask(answer.name), _request_summary(shown) + _form(answer, texts))
    return _page(
        locale,
        texts.verdict_state(shown.answer_state),
        _request_summary(shown) + _request_link(application, texts, verdict),
    )


def _request_summary(shown: Question) -> str:
    return f"<p>{escape(shown.number)}<br>{escape(shown.place)}</p>" if shown.number else ""


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
        '<textarea id="words" name="words" maxlength="800"></textarea>'
    )


def _request_link(application: Application, texts: Messages, verdict: Verdict) -> str:
    url = application.command_context.links.request(verdict.request_id)
    return f'<p><a href="{escape(url)}">{escape(texts.verdict_open_request())}</a></p>'


def _refusal(application: Application, locale: Locale, reason: str, status: int) -> Response:
    texts = messages(locale)
    site = f"{application.command_context.links.public_url}/"
    home_link = f'<p><a href="{escape(site)}">{escape(texts.verdict_open_request())}</a></p>'
    return _page(locale, texts.verdict_forged() if reason == "forged" else texts.verdict_expired(), home_link, status)


def _page(locale: Locale, title: str, body: str, status: int = 200) -> Response:
    return HTMLResponse(
        f'<!doctype html><html lang="{locale.lower()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/verdict/page.css"><title>{escape(title)} · QalaControl</title></head>'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>",
        status,
        headers=_HEADERS,
    )


def _locale_of(request: Request) -> Locale:
    """Return the locale of the browser's first language, for a link without a valid account; else Kazakh."""
    preferred = request.headers.get("accept-language", "")[:2].upper()
    return Locale(preferred) if preferred in Locale.__members__ else Locale.KK
