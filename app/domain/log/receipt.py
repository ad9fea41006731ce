"""The receipt of a submission: the number of the request and a short form of the hash of its first event.

The short form has 80 bits, written in 16 letters and digits that are not mistaken for each other on the phone
(Crockford's base 32: no I, L, O, U). To change a submission and keep its receipt takes 2^80 attempts.
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
    """A receipt, such as ``ALM-000123-9F3A-7KQ2-X0BD-M4TE``."""

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
        """Read a receipt as it was typed: case and separators do not matter; in the code I and L are 1, and O is 0.

        Raises:
            ValueError: the text is not a receipt.
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
