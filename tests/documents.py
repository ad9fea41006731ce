"""The documents of the page, for tests and benchmarks."""

import re
from pathlib import Path

DOCUMENTS = Path(__file__).parents[1] / "frontend" / "src" / "documents"


def page_document(operation: str) -> str:
    """Return one of the page's own subscriptions, with the fragments it uses."""
    operations = (DOCUMENTS / "subscriptions.graphql").read_text()
    fragments = (DOCUMENTS / "fragments.graphql").read_text()
    texts = re.split(r"(?m)^(?=subscription )", operations)
    text = next(text for text in texts if text.startswith(f"subscription {operation}("))
    known = {part.split()[1]: part for part in re.split(r"(?m)^(?=fragment )", fragments)[1:]}
    return _with_fragments(text, known)


def page_documents() -> list[str]:
    """Return all operations of the page, each with the fragments it uses."""
    files = [path.read_text() for path in sorted(DOCUMENTS.glob("*.graphql"))]
    parts = [part for text in files for part in re.split(r"(?m)^(?=query |mutation |subscription |fragment )", text)]
    known = {part.split()[1]: part for part in parts if part.startswith("fragment ")}
    operations = [part for part in parts if part.startswith(("query ", "mutation ", "subscription "))]
    return [_with_fragments(text, known) for text in operations]


def _with_fragments(text: str, known: dict[str, str]) -> str:
    parts, wanted = {"": text}, _spread(text)
    while wanted:
        if (name := wanted.pop()) not in parts:
            parts[name] = known[name]
            wanted |= _spread(known[name])
    return "\n".join(parts.values())


def _spread(text: str) -> set[str]:
    """Return the names of the fragments that a document uses."""
    return set(re.findall(r"\.\.\.(\w+)", text))
