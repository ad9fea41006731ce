"""Trusted documents: the page's own operations, known to the server by the hash of their text.

A client sends the hash alone (`extensions.persistedQuery.sha256Hash`, as Apollo and urql do): less to send from a
phone. The list is written when the page is built.
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
    """Texts by their SHA-256, as hexadecimal digits."""

    def __init__(self, texts: Mapping[str, str] | None = None, *, only: bool = False) -> None:
        self._texts = dict(texts or {})
        self._only = only

    def __len__(self) -> int:
        return len(self._texts)

    @classmethod
    def read(cls, path: Path, *, only: bool = False) -> "TrustedDocuments":
        """Read the list that the build of the page has left; none is no fault unless only trusted ones are answered.

        Raises:
            SettingsError: there is no list, or it is not what was built.
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

    def text(self, query: str | None, extensions: Mapping[str, Any] | None) -> str | None:
        """Return the document that is meant: the one that was sent, or the one whose hash was.

        Raises:
            UnknownDocument: no document has this hash; the client sends the text then.
            UntrustedDocument: only trusted documents are answered, and this is none.
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
