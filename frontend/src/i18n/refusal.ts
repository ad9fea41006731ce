import type { Failure } from "../api/failure";
import type { Words } from "./words";

/** What went wrong, in the language of the reader; the server's own words are for developers. */
export function refusalText(failure: Failure, words: Words): string {
  const known: Record<string, string> = words.failure;
  return known[failure.code] ?? words.failure.other;
}

/** Whether the photos are what is wrong. */
export function isPhotoFault({ code, field }: Failure): boolean {
  return code === "EVIDENCE_REUSED" || code === "TOO_LARGE" || field?.startsWith("photos") === true;
}

/** What is wrong with the photos, and with which of them. */
export function photoText(failure: Failure, words: Words): string {
  const { number, file } = failure.fault;
  if (failure.code === "EVIDENCE_REUSED") return number === undefined ? words.failure.EVIDENCE_REUSED : words.photo.reused(number);
  if (failure.code === "INVALID_INPUT") return file === undefined ? words.fieldFailure.of.photos : words.photo.refusedFile(file);
  return refusalText(failure, words);
}

/** What is wrong with the one field that the server named. */
export function fieldText(failure: Failure, words: Words): string {
  const { least, limit } = failure.bounds;
  if (least !== undefined) return words.fieldFailure.least(least);
  if (limit !== undefined) return words.fieldFailure.limit(limit);
  const known: Record<string, string> = words.fieldFailure.of;
  return known[failure.field ?? ""] ?? words.failure.INVALID_INPUT;
}

/** Where somebody signs in, "not signed in" can only mean that the pair did not fit. */
export function signInText(failure: Failure, words: Words): string {
  if (failure.block !== null) return words.account.blocked(failure.block.reason);
  return failure.code === "UNAUTHENTICATED" ? words.failure.badCredentials : refusalText(failure, words);
}
