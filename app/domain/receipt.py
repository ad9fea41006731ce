"""The receipt of a submission: the number of the request and a short form of the hash of its first event.

The short form has 80 bits, written in 16 letters and digits that nobody mistakes for each other on the phone
(Crockford's base 32: no I, L, O, U). Whoever would change what was submitted, and keep the receipt, has to try
2^80 times.
"""

import re
from dataclasses import dataclass
from typing import Self

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS, GROUP = 16, 4
_BITS = 5 * LETTERS
_MISTAKEN = str.maketrans("ILO", "110")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015]+")
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a citizen keeps, such as ``ALM-000123-9F3A-7KQ2-X0BD-M4TE``."""

    number: str
    code: str
    """Letters of ``ALPHABET``, without separators."""

    def __str__(self) -> str:
        groups = [self.code[start : start + GROUP] for start in range(0, LETTERS, GROUP)]
        return "-".join([self.number, *groups])

    @classmethod
    def of(cls, number: str, first_hash: bytes) -> Self:
        """Return the receipt of a request whose first event has this hash."""
        value = int.from_bytes(first_hash, "big") >> (8 * len(first_hash) - _BITS)
        return cls(number, "".join(ALPHABET[value >> shift & 31] for shift in range(_BITS - 5, -1, -5)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what somebody typed: case and separators do not matter, nor I for 1, L for 1, O for 0 in the code.

        Raises:
            ValueError: it is no receipt.
        """
        if len(text) > LONGEST:
            raise ValueError("too long for a receipt")
        parts = [part for part in _SEPARATORS.split(text.strip().upper()) if part]
        code = ""
        while parts and len(code) < LETTERS:
            code = parts.pop() + code
        code = code.translate(_MISTAKEN)
        if len(code) != LETTERS or not set(code) <= set(ALPHABET) or not parts:
            raise ValueError("expected a number and 16 letters and digits")
        return cls("-".join(parts), code)
