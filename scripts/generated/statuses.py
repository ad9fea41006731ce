"""The front end's lists of statuses and their colours, from the lifecycle table."""

from collections.abc import Iterable, Iterator

from app.domain.requests.lifecycle import (
    ANSWER_AWAITED,
    CLAIMABLE,
    DEADLINE_RUNS,
    OPEN,
    TABLE,
    TRAITS,
    WORK_DONE,
    Action,
    Phase,
    Relation,
    Status,
    statuses_in,
)

_NOTE = "Written by `python -m scripts.generated` from app/domain/requests/lifecycle.py. Do not edit."
_WIDTH = 120
_LISTS = {
    "allStatuses": ("In the order of a request's life.", frozenset(Status)),
    "openStatuses": ("Work is owed.", OPEN),
    "runningStatuses": ("Work is owed and the deadline runs.", DEADLINE_RUNS),
    "pausedStatuses": ("Work is owed and the deadline is paused.", statuses_in(Phase.PAUSED)),
    "claimableStatuses": ("An executor may claim a request that has none.", CLAIMABLE),
    "awaitedStatuses": ("The work is done; the author has not answered.", ANSWER_AWAITED),
    "doneStatuses": ("The executor has finished.", WORK_DONE),
}


_WORK = (
    *(Action.CLAIM, Action.RELEASE, Action.START, Action.HOLD, Action.RESUME, Action.COMPLETE),
    *(Action.ASSIGN, Action.REJECT, Action.WITHDRAW, Action.MERGE),
)
"""The steps that a page may keep and send later under an id of their own: without a network, or to be taken back."""
_WORKERS = (Relation.EXECUTOR, Relation.ASSIGNEE, Relation.AKIMAT, Relation.AUTHOR)


def work_typescript() -> str:
    """Return ``frontend/src/domain/work.ts``."""
    rows = [
        f'  {{ from: "{status}", action: "{action}", to: "{rule.target}", who: [{", ".join(who)}] }},'
        for (status, action), rule in TABLE.items()
        if action in _WORK
        for who in [[f'"{relation}"' for relation in _WORKERS if relation in rule.who]]
    ]
    return "\n".join(
        [
            f"// {_NOTE}",
            'import type { ServiceRequestStatus } from "../gql/documents";',
            "",
            "/** A step that a page may keep and send later: what it leads to, and for whom. */",
            "export interface WorkStep {",
            "  from: ServiceRequestStatus;",
            f"  action: {_union(_WORK)};",
            "  to: ServiceRequestStatus;",
            f"  who: readonly ({_union(_WORKERS)})[];",
            "}",
            "",
            "export const workSteps: readonly WorkStep[] = [",
            *rows,
            "];",
            "",
        ]
    )


def statuses_typescript() -> str:
    """Return ``frontend/src/domain/statuses.ts``."""
    lines = [f"// {_NOTE}", 'import type { ServiceRequestStatus } from "../gql/documents";']
    for name, (meaning, statuses) in _LISTS.items():
        listed = ", ".join(f'"{status}"' for status in Status if status in statuses)
        declared = f"export const {name}: readonly ServiceRequestStatus[] = ["
        fits = len(declared) + len(listed) + len("];") <= _WIDTH
        lines += ["", f"/** {meaning} */", *([f"{declared}{listed}];"] if fits else [declared, f"  {listed},", "];"])]
    return "\n".join(lines) + "\n"


def colours_css() -> str:
    """Return ``frontend/src/styles/status.css``."""
    light = _declarations((status, traits.light_colour) for status, traits in TRAITS.items())
    dark = _declarations((status, traits.dark_colour) for status, traits in TRAITS.items())
    return "\n".join(
        [
            f"/* {_NOTE} */",
            ":root {",
            *(f"  {line}" for line in light),
            "}",
            "",
            "@media (prefers-color-scheme: dark) {",
            "  :root {",
            *(f"    {line}" for line in dark),
            "  }",
            "}",
            "",
            *(f".status-{status} {{ --status: var({_variable(status)}); }}" for status in Status),
            "",
        ]
    )


def _declarations(colours: Iterable[tuple[Status, str]]) -> Iterator[str]:
    return (f"{_variable(status)}: {colour};" for status, colour in colours)


def _variable(status: Status) -> str:
    return f"--{status.lower().replace('_', '-')}"


def _union(names: Iterable[str]) -> str:
    return " | ".join(f'"{name}"' for name in names)
