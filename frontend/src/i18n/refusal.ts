import type { Failure } from "../api/failure";
import { formatCountdown } from "./moment";
import type { PlainKey } from "./messages";
import type { Translate } from "./translate";

const keysOfCodes: Readonly<Record<string, PlainKey>> = {
  NETWORK: "failure-NETWORK",
  UNAUTHENTICATED: "failure-UNAUTHENTICATED",
  NOT_ALLOWED: "failure-NOT_ALLOWED",
  NOT_FOUND: "failure-NOT_FOUND",
  ILLEGAL_TRANSITION: "failure-ILLEGAL_TRANSITION",
  INVALID_INPUT: "failure-INVALID_INPUT",
  RATE_LIMITED: "failure-RATE_LIMITED",
  CONFLICT: "failure-CONFLICT",
  CURSOR_EXPIRED: "failure-CURSOR_EXPIRED",
  TOO_LARGE: "failure-TOO_LARGE",
  CANCELLED: "failure-CANCELLED",
  TOO_SLOW: "failure-TOO_SLOW",
  STORAGE: "failure-STORAGE",
  PHOTOS_LOST: "failure-PHOTOS_LOST",
  EVIDENCE_REUSED: "failure-EVIDENCE_REUSED",
};

const keysOfFields: Readonly<Record<string, PlainKey>> = {
  email: "field-failure-email",
  password: "field-failure-password",
  name: "field-failure-name",
  givenName: "field-failure-name",
  location: "field-failure-location",
  dueAt: "field-failure-dueAt",
  intoId: "field-failure-intoId",
  executorId: "field-failure-executorId",
  categoryId: "field-failure-categoryId",
  photos: "field-failure-photos",
  avatar: "field-failure-avatar",
};

/** What went wrong, in the language of the reader; the server's own message is for developers. */
export function refusalText(failure: Failure, t: Translate): string {
  if (failure.code === "RATE_LIMITED" && failure.retryAfterSeconds !== null) {
    return t("failure-wait", { span: formatCountdown(failure.retryAfterSeconds * 1_000, t) });
  }
  return t(keysOfCodes[failure.code] ?? "failure-other");
}

/** Whether the photos are what is wrong. */
export function isPhotoFault({ code, field }: Failure): boolean {
  return code === "EVIDENCE_REUSED" || code === "TOO_LARGE" || field?.startsWith("photos") === true;
}

/** What is wrong with the photos, and with which of them. */
export function photoText(failure: Failure, t: Translate): string {
  const { number, file } = failure.fault;
  if (failure.code === "EVIDENCE_REUSED" && number !== undefined) return t("photo-reused", { number });
  if (failure.code === "INVALID_INPUT") {
    return file === undefined ? t("field-failure-photos") : t("photo-refused-file", { name: file });
  }
  return refusalText(failure, t);
}

/** What is wrong with the one field that the server named. */
export function fieldText(failure: Failure, t: Translate): string {
  const { least, limit } = failure.bounds;
  if (least === 1) return t("field-failure-empty");
  if (least !== undefined) return t("field-failure-least", { count: least });
  if (limit !== undefined) return t("field-failure-limit", { count: limit });
  return t(keysOfFields[failure.field ?? ""] ?? "failure-INVALID_INPUT");
}

/** What went wrong while signing in; there "not signed in" means that e-mail and password do not match an account. */
export function signInText(failure: Failure, t: Translate): string {
  if (failure.block !== null) {
    const { reason } = failure.block;
    return reason === null ? t("account-blocked") : t("account-blocked-for", { reason });
  }
  return failure.code === "UNAUTHENTICATED" ? t("failure-bad-credentials") : refusalText(failure, t);
}
