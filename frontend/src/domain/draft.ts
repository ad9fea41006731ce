import type { Point } from "./point";
import { uuid7 } from "./uuid7";

/** The unsent report form. It is stored on the device, so it survives a reload and a lost network. */
export interface Draft {
  id: string;
  cityId: string;
  address: string;
  categoryId: string;
  description: string;
  location: Point | null;
}

const storageKey = "qala.draft";

export function emptyDraft(cityId: string): Draft {
  return { id: uuid7(), cityId, address: "", categoryId: "", description: "", location: null };
}

/** Returns the stored draft, or an empty one with a new id for the city. */
export function loadDraft(storage: Storage, cityId: string): Draft {
  return readDraft(storage) ?? emptyDraft(cityId);
}

export function saveDraft(storage: Storage, draft: Draft): void {
  try {
    storage.setItem(storageKey, JSON.stringify(draft));
  } catch {
    // With a full or forbidden storage the draft stays in memory, so that reporting still works.
  }
}

export function clearDraft(storage: Storage): void {
  storage.removeItem(storageKey);
}

function readDraft(storage: Storage): Draft | null {
  try {
    const value: unknown = JSON.parse(storage.getItem(storageKey) ?? "null");
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Record<string, unknown>;
  const texts = ["id", "cityId", "address", "categoryId", "description"];
  return texts.every((name) => typeof fields[name] === "string") && isPointOrNull(fields.location);
}

function isPointOrNull(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== "object") return false;
  const point = value as Record<string, unknown>;
  return typeof point.latitude === "number" && typeof point.longitude === "number";
}
