import type { Point } from "./point";
import { isUntouched, takenIn, type Taken } from "./taken";
import { uuid7 } from "./uuid7";

/** The unsent report form. Its id belongs to this one draft, so that a retry creates no second request. */
export interface Draft {
  id: string;
  cityId: string;
  address: string;
  categoryId: string;
  description: string;
  location: Point | null;
  /** The address that the place has given: another place may replace it, until its author writes another one. */
  filledAddress?: string | null;
  /** Whether it was sent under this id without an answer: the server may have it. */
  attempted: boolean;
  /** Set where an officer types it in for a citizen. */
  taken?: Taken | null;
}

export function emptyDraft(cityId: string): Draft {
  return {
    id: uuid7(), cityId, address: "", categoryId: "", description: "", location: null, filledAddress: null,
    attempted: false,
  };
}

/** Returns whether the user has entered nothing yet; the city is chosen by the page. */
export function isPristine({ address, categoryId, description, location, taken }: Draft): boolean {
  const isEmpty = [address, categoryId, description].every((text) => text.trim() === "");
  return isEmpty && location === null && isUntouched(taken);
}

/** Returns whether two drafts have the same text, place and category. */
export function hasSameContents(one: Draft, other: Draft): boolean {
  return (
    texts.every((name) => one[name].trim() === other[name].trim()) &&
    one.location?.latitude === other.location?.latitude &&
    one.location?.longitude === other.location?.longitude &&
    JSON.stringify(one.taken ?? null) === JSON.stringify(other.taken ?? null)
  );
}

/** Returns the draft in a stored value; null when it is none. */
export function draftIn(value: unknown): Draft | null {
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Record<string, unknown>;
  const isDraft =
    ["id", ...texts].every((name) => typeof fields[name] === "string") && isPointOrNull(fields.location);
  return isDraft ? {
    ...(value as Draft), attempted: fields.attempted === true,
    filledAddress: typeof fields.filledAddress === "string" ? fields.filledAddress : null,
    ...(fields.taken === undefined ? {} : { taken: takenIn(fields.taken) }),
  } : null;
}

const texts = ["cityId", "address", "categoryId", "description"] as const;

function isPointOrNull(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== "object") return false;
  const point = value as Record<string, unknown>;
  return typeof point.latitude === "number" && typeof point.longitude === "number";
}
