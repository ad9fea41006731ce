"""Serve `/unsubscribe/...`: switching letters of one kind off from a letter, without signing in.

A GET or a HEAD changes nothing, because mail scanners open every link. A POST does it: of the button on the page, or of
the mail program itself (RFC 8058).
"""

from collections.abc import Callable
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.application import Application
from app.commands.accounts.preferences import switch_letters_off
from app.domain.accounts.roles import Locale
from app.localisation import messages
from app.models.accounts.account import Account
from app.notifications.links import LinkForged
from app.web.http.language import language_of
from app.web.http.origin import is_own_origin
from app.web.letters.plain_page import plain_page


def unsubscribe_routes(get_application: Callable[[], Application]) -> list[Route]:
    """Return the route of the page."""

    async def unsubscribe(request: Request) -> Response:
        context = get_application().command_context
        links = context.links
        try:
            subscription = links.read_unsubscribe(request.path_params["token"])
        except LinkForged:
            locale = language_of(request)
            return plain_page(locale, messages(locale).verdict_forged(), "", 404)
        account = await Account.get_or_none(id=subscription.account_id)
        locale = Locale(account.locale) if account else language_of(request)
        texts = messages(locale)
        is_caller = account is not None and account.is_caller
        kind = "" if is_caller else f"<p>{escape(texts.preferences_kind(subscription.kind))}</p>"
        if request.method != "POST":
            # Starlette routes HEAD wherever it routes GET, and a scanner may send that alone.
            button = f'<button type="submit">{escape(texts.unsubscribe_button())}</button>'
            return plain_page(locale, texts.unsubscribe_title(), f'{kind}<form method="post">{button}</form>')
        if not is_own_origin(request, links.public_url):
            return plain_page(locale, texts.verdict_forged(), "", 403)
        await switch_letters_off(subscription.account_id, subscription.kind, context.clock.now())
        if is_caller:
            return plain_page(locale, texts.unsubscribe_done(), "")
        url = escape(links.page("preferences"))
        return plain_page(
            locale, texts.unsubscribe_done(), f'{kind}<p><a href="{url}">{escape(texts.letter_preferences())}</a></p>'
        )

    # The form is not read: that it was sent is all it says.
    return [Route("/unsubscribe/{token}", unsubscribe, methods=["GET", "POST"])]
