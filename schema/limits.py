"""Limits on what one document may ask for. The rule classes are made once, or the validation cache is defeated."""

from collections.abc import Callable

from strawberry.extensions import AddValidationRules, MaxTokensLimiter, ParserCache, SchemaExtension, ValidationCache
from strawberry.extensions.max_aliases import create_validator as max_aliases
from strawberry.extensions.query_depth_limiter import create_validator as max_depth

MOST_TOKENS = 2_000
DEEPEST = 12
MOST_ALIASES = 20
CACHED_DOCUMENTS = 500

RULES = (max_depth(DEEPEST, None), max_aliases(MOST_ALIASES))


def limits() -> list[type[SchemaExtension] | Callable[[], SchemaExtension]]:
    """Return the extensions that keep documents small, and keep what was parsed and validated."""
    return [
        lambda: MaxTokensLimiter(MOST_TOKENS),
        lambda: AddValidationRules(list(RULES)),
        lambda: ParserCache(CACHED_DOCUMENTS),
        lambda: ValidationCache(CACHED_DOCUMENTS),
    ]
