// Written by `python -m scripts.generated` from app/domain/accounts/roles.py and locales/. Do not edit.
import type { NotificationKind, Role } from "../gql/documents";
import type { PlainKey } from "../i18n/messages";

export interface RoleTraits {
  /** What gives an account the rights of its role. */
  approvedBy: "REGISTRATION" | "OFFICER" | "DOMAIN_OR_OFFICER";
  /** Its e-mail address has to be one of the state's domains. */
  needsStateAddress: boolean;
  /** Names its organisation at registration. */
  joinsOrganisation: boolean;
  /** Takes requests; its own list shows its tasks. */
  worksOnRequests: boolean;
  /** Starts at the panel of its city, and sees its people. */
  overseesCity: boolean;
  /** The kinds of notification that it can receive. */
  kinds: readonly NotificationKind[];
  /** What happens after the registration, a message a step. */
  steps: readonly PlainKey[];
}

export const roleTraits: Readonly<Record<Role, RoleTraits>> = {
  CITIZEN: {
    approvedBy: "REGISTRATION",
    needsStateAddress: false,
    joinsOrganisation: false,
    worksOnRequests: false,
    overseesCity: false,
    kinds: ["VERDICT_ASKED", "REQUEST_MOVED", "AREA"],
    steps: [],
  },
  EXECUTOR: {
    approvedBy: "OFFICER",
    needsStateAddress: false,
    joinsOrganisation: true,
    worksOnRequests: true,
    overseesCity: false,
    kinds: ["ASSIGNMENT", "DISPUTE", "DEADLINE", "REQUEST_MOVED", "AREA"],
    steps: ["register-steps-EXECUTOR-1", "register-steps-EXECUTOR-2", "register-steps-EXECUTOR-3"],
  },
  AKIMAT: {
    approvedBy: "DOMAIN_OR_OFFICER",
    needsStateAddress: true,
    joinsOrganisation: false,
    worksOnRequests: false,
    overseesCity: true,
    kinds: ["DIGEST", "DISPUTE", "DEADLINE", "REQUEST_MOVED", "AREA"],
    steps: ["register-steps-AKIMAT-1", "register-steps-AKIMAT-2", "register-steps-AKIMAT-3"],
  },
};

/** The roles, in the order of the registration form. */
export const roles: readonly Role[] = ["CITIZEN", "EXECUTOR", "AKIMAT"];
