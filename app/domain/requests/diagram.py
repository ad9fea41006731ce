"""The page about the lifecycle, printed from its table."""

from app.domain.requests.lifecycle import (
    AFTER_SILENCE,
    ANSWER_AWAITED,
    CLOSED,
    START,
    TABLE,
    Action,
    Need,
    Relation,
    Rule,
    Status,
)

_AUTHORS = (
    "## Several authors",
    "",
    "The author of a request that was merged into this one, directly or through other merges, is a co-author",
    "(`COAUTHOR`) and votes on the completed work (`app/domain/requests/coauthors.py`):",
    "",
    "- One dispute, by the author or any co-author, brings the work back.",
    "- The author's confirmation closes the request. A co-author's is an advisory vote, stored with its rating:",
    "  a neighbour's confirmation must not close what the author still finds broken.",
    "- Where the author cannot answer (erased, blocked, or an imported request), the confirmation of the last",
    "  co-author who can answer closes the request (`LAST_AUTHOR`).",
    "- An author who does not answer has seven days, as without co-authors; then the request is closed without an",
    "  answer, which is no confirmation. The authors are asked once more 28 days after the completion, and a late",
    "  answer counts until 14 days after that question.",
    "- Until the request is closed a confirmation may be changed into a dispute, but not given twice. A dispute",
    "  begins a new round, in which all are asked again; ratings of a disputed round do not count.",
    "- The executor of the work has no vote, even as the author of a merged request.",
    "",
)
_COMMUNICATION = {Action.COMMENT, Action.FOLLOW, Action.UNFOLLOW}
_IN_EVERY_STATUS = _COMMUNICATION | {Action.MODERATE_PHOTO}


def lifecycle_page() -> str:
    """Return ``docs/lifecycle.md``."""
    arrows = [f"    [*] --> {START}: SUBMIT"]
    lines = []
    for (status, action), rule in TABLE.items():
        if action in _IN_EVERY_STATUS:
            continue
        arrows.append(f"    {status} --> {rule.target}: {action}")
        if rule.advisory:
            arrows.append(f"    {status} --> {status}: {action} ({_names(rule.advisory)})")
        lines.append(f"| {status} | {action} | {_target(status, rule)} | {_names(rule.who)} | {_needs(rule)} |")
    arrows += [f"    {status} --> {AFTER_SILENCE}: no answer" for status in Status if status in ANSWER_AWAITED]
    arrows += [f"    {status} --> [*]" for status in Status if status in CLOSED]
    return "\n".join(
        [
            "# The lifecycle of a service request",
            "",
            "Printed by `qala lifecycle` from `app/domain/requests/lifecycle.py`. Do not edit.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *arrows,
            "```",
            "",
            "| status | action | status after it | who | requires |",
            "|---|---|---|---|---|",
            *lines,
            "",
            f"In every status, without changing it: {', '.join(sorted(_COMMUNICATION))}, by anyone signed in,",
            f"and {Action.MODERATE_PHOTO}, by the Akimat.",
            "",
            "A number of days says how long after the closing of the request the step is possible.",
            "",
            f"{Need.BEFORE_PHOTO} is required only if the author has sent no visible photo.",
            "",
            "Overdue is not a status: it is a deadline that has passed while the request is open and not on hold.",
            "",
            *_AUTHORS,
        ]
    )


def _needs(rule: Rule) -> str:
    return _names(rule.needs) + (f"; {rule.within.days} days" if rule.within else "")


def _target(status: Status, rule: Rule) -> str:
    return f"{rule.target}; {status} for {_names(rule.advisory)}" if rule.advisory else str(rule.target)


def _names(items: frozenset[Relation] | frozenset[Need]) -> str:
    return ", ".join(sorted(items)) or "–"
