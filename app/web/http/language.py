"""In which language a page without an account is shown."""

from starlette.requests import Request

from app.domain.accounts.roles import Locale
from app.web.http.encoding import weights_of


def language_of(request: Request) -> Locale:
    """Return the language of the link (``?lang=ru``), else the one that the browser prefers, else Kazakh."""
    return named_language(request) or preferred_language(request.headers.get("accept-language", ""))


def named_language(request: Request) -> Locale | None:
    """Return the language that the link names, if it is one of ours."""
    named = request.query_params.get("lang", "").upper()
    return Locale(named) if named in Locale.__members__ else None


def preferred_language(accepted: str) -> Locale:
    """Return the language that the header Accept-Language prefers (RFC 9110, section 12.5.4); else Kazakh."""
    best, best_weight = Locale.KK, 0.0
    for name, weight in weights_of(accepted).items():
        language = name.partition("-")[0].upper()
        if weight > best_weight and language in Locale.__members__:
            best, best_weight = Locale(language), weight
    return best
