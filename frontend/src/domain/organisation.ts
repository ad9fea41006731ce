import type { OrganisationsQuery } from "../gql/documents";

export type Organisation = OrganisationsQuery["organisations"][number];

/** Returns the known organisation of this name, ignoring case and spaces; null when there is none. */
export function organisationNamed(name: string, known: readonly Organisation[]): Organisation | null {
  return known.find((one) => plain(one.name) === plain(name)) ?? null;
}

function plain(name: string): string {
  return name.trim().replace(/\s+/g, " ").toLowerCase();
}
