import type { Viewer } from "../../../src/stores/account/session.svelte";

/** Returns a viewer as the server describes it: an account without approval acts as a citizen. */
export function someViewer(changes: Partial<Viewer> = {}): Viewer {
  const viewer = {
    id: "v1",
    name: "Асель",
    fullName: "Асель Омарова",
    givenName: "Асель",
    email: "asel@example.kz",
    emailVerified: true,
    approved: true,
    rejected: false,
    blockedCities: [],
    registeredRole: changes.role ?? "CITIZEN",
    locale: "RU" as const,
    city: { id: "almaty" },
    organisation: null,
    categoryIds: [],
    avatarUrl: null,
    ...changes,
  };
  return { ...viewer, role: viewer.approved === false ? "CITIZEN" : (viewer.registeredRole ?? "CITIZEN") };
}
