import type { OrganisationsQuery } from "../gql/documents";

export type Organisation = OrganisationsQuery["organisations"][number];

/** The organisation of the list that somebody means; case and spaces make no other one. */
export function organisationNamed(name: string, known: readonly Organisation[]): Organisation | null {
  return known.find((one) => plain(one.name) === plain(name)) ?? null;
}

function plain(name: string): string {
  return name.trim().replace(/\s+/g, " ").toLowerCase();
}
