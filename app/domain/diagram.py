"""The picture of the lifecycle, printed from its table, so that it cannot lie."""

from app.domain.lifecycle import FINAL, START, TABLE, Action, Need, Part, Status

_TALK = {Action.COMMENT, Action.FOLLOW, Action.UNFOLLOW}
_EVERYWHERE = _TALK | {Action.MODERATE_PHOTO}


def lifecycle_page() -> str:
    """Return ``docs/lifecycle.md``."""
    arrows = [f"    [*] --> {START}: SUBMIT"]
    lines = []
    for (status, action), rule in TABLE.items():
        if action in _EVERYWHERE:
            continue
        arrows.append(f"    {status} --> {rule.target}: {action}")
        lines.append(f"| {status} | {action} | {rule.target} | {_names(rule.who)} | {_names(rule.needs) or '–'} |")
    arrows += [f"    {status} --> [*]" for status in Status if status in FINAL]
    return "\n".join(
        [
            "# The life of a service request",
            "",
            "Printed by `qala lifecycle` from `app/domain/lifecycle.py`. Do not edit.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *arrows,
            "```",
            "",
            "| while | action | leads to | who | needs |",
            "|---|---|---|---|---|",
            *lines,
            "",
            f"In every status: {', '.join(sorted(_TALK))}, by anyone signed in,"
            f" and {Action.MODERATE_PHOTO}, by the Akimat; they lead nowhere.",
            "",
            f"{Need.BEFORE_PHOTO} is needed only where the author has sent no photo that can be seen.",
            "",
            "Overdue is not a status: it is a deadline that has passed while the request is open and not on hold.",
            "",
        ]
    )


def _names(items: frozenset[Part] | frozenset[Need]) -> str:
    return ", ".join(sorted(items))
