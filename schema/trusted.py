"""Trusted documents: the operations of the page, known to the server by the hash of their text.

A client may send only the hash (`extensions.persistedQuery.sha256Hash`, as Apollo and urql do), which saves a phone
the text. The build of the page writes the list.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from app.errors import QalaError, SettingsError


class UnknownDocument(QalaError):
    """PersistedQueryNotFound"""

    code = "PERSISTED_QUERY_NOT_FOUND"


class UntrustedDocument(QalaError):
    """This server answers only the documents of its own page."""

    code = "NOT_ALLOWED"


class TrustedDocuments:
    """The texts of the trusted documents by their SHA-256 in hexadecimal digits."""

    def __init__(self, texts: Mapping[str, str] | None = None, *, only: bool = False) -> None:
        self._texts = dict(texts or {})
        self._known = frozenset(self._texts.values())
        self._only = only

    def __len__(self) -> int:
        return len(self._texts)

    @classmethod
    def read(cls, path: Path, *, only: bool = False) -> "TrustedDocuments":
        """Return the list that the build of the page wrote; without a file an empty one, unless ``only`` is set.

        Raises:
            SettingsError: the list is missing, or a text does not match its hash.
        """
        if not path.exists():
            if only:
                raise SettingsError(f"TRUSTED_DOCUMENTS_ONLY: {path.name} is missing; build the page first")
            return cls()
        texts = orjson.loads(path.read_bytes())
        for name, text in texts.items():
            if sha256(text.encode()).hexdigest() != name:
                raise SettingsError(f"{path.name}: the text of {name[:12]} is not what was built; build the page anew")
        return cls(texts, only=only)

    def trusts(self, query: str | None) -> bool:
        """Whether this is the text of a trusted document."""
        return query in self._known

    def text(self, query: str | None, extensions: Mapping[str, Any] | None) -> str | None:
        """Return the text that a client sent, or the text of the hash that it sent.

        Raises:
            UnknownDocument: no document has this hash; clients then send the text.
            UntrustedDocument: only trusted documents are answered, and this is not one.
        """
        if query:
            if self._only and sha256(query.encode()).hexdigest() not in self._texts:
                raise UntrustedDocument
            return query
        persisted = (extensions or {}).get("persistedQuery")
        name = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
        if name is None:
            return query
        if not isinstance(name, str) or name not in self._texts:
            raise UnknownDocument
        return self._texts[name]
