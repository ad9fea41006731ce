"""The front end's table of roles, from ``app/domain/accounts/roles.py`` and the catalogues."""

from collections.abc import Iterable, Mapping

from app.domain.accounts.roles import TRAITS, ApprovedBy, Role
from scripts.locales.catalogues import REFERENCE, Catalogue

_NOTE = "Written by `python -m scripts.generated` from app/domain/accounts/roles.py and locales/. Do not edit."
_FLAGS = {
    "needsStateAddress": ("Its e-mail address has to be one of the state's domains.", "needs_state_address"),
    "joinsOrganisation": ("Names its organisation at registration.", "joins_organisation"),
    "worksOnRequests": ("Takes requests; its own list shows its tasks.", "works_on_requests"),
    "overseesCity": ("Starts at the panel of its city, and sees its people.", "oversees_city"),
}


def roles_typescript(catalogues: Mapping[str, Catalogue]) -> str:
    """Return ``frontend/src/domain/roles.ts``."""
    flags = [line for name, (meaning, _) in _FLAGS.items() for line in (f"  /** {meaning} */", f"  {name}: boolean;")]
    lines = [
        f"// {_NOTE}",
        'import type { NotificationKind, Role } from "../gql/documents";',
        'import type { PlainKey } from "../i18n/messages";',
        "",
        "export interface RoleTraits {",
        "  /** What gives an account the rights of its role. */",
        f"  approvedBy: {' | '.join(_quoted(ApprovedBy))};",
        *flags,
        "  /** The kinds of notification that it can receive. */",
        "  kinds: readonly NotificationKind[];",
        "  /** What happens after the registration, a message a step. */",
        "  steps: readonly PlainKey[];",
        "}",
        "",
        "export const roleTraits: Readonly<Record<Role, RoleTraits>> = {",
        *(line for role in Role for line in _entry(role, catalogues)),
        "};",
        "",
        "/** The roles, in the order of the registration form. */",
        f"export const roles: readonly Role[] = [{', '.join(_quoted(Role))}];",
    ]
    return "\n".join(lines) + "\n"


def _entry(role: Role, catalogues: Mapping[str, Catalogue]) -> list[str]:
    traits = TRAITS[role]
    steps = sorted(key for key in catalogues[REFERENCE].messages if key.startswith(f"register-steps-{role}-"))
    return [
        f"  {role}: {{",
        f'    approvedBy: "{traits.approved_by}",',
        *(f"    {name}: {str(getattr(traits, trait)).lower()}," for name, (_, trait) in _FLAGS.items()),
        f"    kinds: [{', '.join(_quoted(traits.notified_of))}],",
        f"    steps: [{', '.join(_quoted(steps))}],",
        "  },",
    ]


def _quoted(values: Iterable[str]) -> list[str]:
    return [f'"{value}"' for value in values]
