"""Which content coding a client accepts (RFC 9110, section 12.5.3)."""

from collections.abc import Sequence
from functools import lru_cache

_ALIASES = {"x-gzip": "gzip"}


def choose_encoding(accepted: str, available: Sequence[str]) -> str | None:
    """Return the coding that the client prefers among these; None to send the content as it is.

    ``accepted`` is the header Accept-Encoding, empty without one. ``available`` is in our own order, which decides
    between codings that the client accepts equally. A client that accepts nothing at all gets the content as it is.
    """
    # Browsers send a few headers, and a longer one than these is not worth its place.
    weights = _known_codings(accepted) if len(accepted) <= _USUAL_LENGTH else _codings(accepted)
    weight_of_others = weights.get("*", 0.0)
    best, best_weight = None, 0.0
    for coding in available:
        weight = weights.get(coding, weight_of_others)
        if weight > best_weight:
            best, best_weight = coding, weight
    return best if best_weight >= weights.get("identity", 0.0) else None


def _codings(accepted: str) -> dict[str, float]:
    return {_ALIASES.get(name, name): weight for name, weight in weights_of(accepted).items()}


_known_codings = lru_cache(maxsize=64)(_codings)
_USUAL_LENGTH = 100


def weights_of(accepted: str) -> dict[str, float]:
    """Return the weight, from 0 to 1, of each name in a header such as Accept-Encoding or Accept-Language."""
    weights: dict[str, float] = {}
    for item in accepted.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        if name:
            weights[name] = _weight(parameters)
    return weights


def _weight(parameters: Sequence[str]) -> float:
    """Return the weight from 0 to 1; 0, for "not acceptable", where it is not a number."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0
