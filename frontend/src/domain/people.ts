import { roleTraits } from "./roles";
import type { AccountFilterInput, PersonFieldsFragment } from "../gql/documents";

export type Person = PersonFieldsFragment;

/** The tabs above the list of accounts, in their order. */
export const groups = ["all", "officers", "executors", "citizens", "blocked"] as const;
export type Who = (typeof groups)[number];

const filters: Record<Who, AccountFilterInput> = {
  all: {},
  officers: { role: "AKIMAT" },
  executors: { role: "EXECUTOR" },
  citizens: { role: "CITIZEN" },
  blocked: { blocked: true },
};

export function whoOf(text: string | undefined): Who {
  return groups.find((who) => who === text) ?? "all";
}

/** Returns the filter for a tab and a search text. */
export function filterOf(who: Who, search: string): AccountFilterInput {
  const text = search.trim();
  return { ...filters[who], ...(text === "" ? {} : { search: text }) };
}

/** Whether an account passes a filter; null where only the server can say it, because of the words of a search. */
export function fitsPerson(person: Person, { role, blocked, search }: AccountFilterInput): boolean | null {
  if (role != null && (person.registeredRole ?? person.role) !== role) return false;
  if (blocked != null && person.blocked !== blocked) return false;
  return search ? null : true;
}

/** Whether an account waits for the decision of an officer about its role. */
export function isWaiting(person: Person): boolean {
  if (person.approved || person.rejected || person.blocked) return false;
  const { approvedBy, overseesCity } = roleTraits[person.registeredRole ?? person.role];
  // The owner of an officer's address is unknown before its link was opened.
  return approvedBy !== "REGISTRATION" && (!overseesCity || person.emailVerified === true);
}

/** The actions of an officer on an account. */
export type AccountAction = "approve" | "reject" | "retire" | "categories" | "head" | "endHead" | "block" | "unblock";

/** Returns the actions that an officer may perform on an account, in the order of the buttons. */
export function accountActionsFor(person: Person): AccountAction[] {
  const role = person.registeredRole ?? person.role;
  if (person.blocked) return ["unblock"];
  const { approvedBy, worksOnRequests, overseesCity } = roleTraits[role];
  if (approvedBy === "REGISTRATION") return ["block"];
  // The owner of the address is unknown before its link was opened.
  if (overseesCity && !person.approved && !person.emailVerified) return ["block"];
  if (!person.approved) return person.rejected ? ["approve", "block"] : ["approve", "reject"];
  if (overseesCity) return ["retire", "block"];
  if (!worksOnRequests) return ["block"];
  const head: AccountAction[] = person.isHead ? ["endHead"] : person.organisation === null ? [] : ["head"];
  return ["categories", ...head, "block"];
}
