import type { Viewer } from "../../src/stores/session.svelte";

export function someViewer(changes: Partial<Viewer> = {}): Viewer {
  return {
    id: "v1",
    name: "Асель",
    fullName: "Асель Омарова",
    givenName: "Асель",
    email: "asel@example.kz",
    emailVerified: true,
    approved: true,
    rejected: false,
    blockedCities: [],
    role: "CITIZEN",
    locale: "RU",
    city: { id: "almaty" },
    organisation: null,
    categoryIds: [],
    avatarUrl: null,
    ...changes,
  };
}
