"""The picture of the lifecycle, printed from its table, so that it cannot lie."""

from app.domain.lifecycle import FINAL, START, TABLE, Action, Need, Relation, Rule, Status

_AUTHORS = (
    "## Several authors",
    "",
    "Whoever sent a request that was merged into this one, through however many merges, is a co-author (`COAUTHOR`)",
    "and keeps a say over the work (`app/domain/coauthors.py`):",
    "",
    "- One dispute, by the author or any co-author, brings the work back.",
    "- The author's confirmation settles it. A co-author's is kept, with its rating, and settles nothing by itself:",
    "  a neighbour's yes must not close what the author still finds broken.",
    "- Where the author can answer no more (erased, blocked, or never here, as with imported requests), the last",
    "  co-author who confirms settles it (`LAST_AUTHOR`): all who can answer have said yes, nobody is left to ask.",
    "- An author who is only silent keeps their seven days; then silence confirms, as without co-authors.",
    "- Until it is settled a confirmation may be turned into a dispute, but not said twice. A dispute begins a new",
    "  round, in which everybody is asked anew; ratings of a round that was disputed count for nothing.",
    "- The one who did the work has no say over it, whatever they sent.",
    "",
)
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
        if rule.advisory:
            arrows.append(f"    {status} --> {status}: {action} ({_names(rule.advisory)})")
        lines.append(f"| {status} | {action} | {_leads_to(status, rule)} | {_names(rule.who)} | {_names(rule.needs)} |")
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
            *_AUTHORS,
        ]
    )


def _leads_to(status: Status, rule: Rule) -> str:
    return f"{rule.target}; {status} for {_names(rule.advisory)}" if rule.advisory else str(rule.target)


def _names(items: frozenset[Relation] | frozenset[Need]) -> str:
    return ", ".join(sorted(items)) or "–"
