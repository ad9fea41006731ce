import type { EventKind } from "../gql/documents";
import type { Translate } from "./translate";

/** What happened to a request. A page that is older than its server may not know the kind; it says so in general. */
export function eventText(kind: EventKind, t: Translate, byTime = false): string {
  // Before closings without an answer had a kind of their own, time alone "confirmed".
  const shown = byTime && kind === "WORK_CONFIRMED" ? "CLOSED_UNANSWERED" : kind;
  // Without a person it was a rule of the city that assigned the request.
  const key = `event-${byTime && kind === "ASSIGNED" ? "ASSIGNED_BY_RULE" : shown}` as const;
  const text = t(key);
  // A message that does not exist is shown as its key.
  return text === key ? t("event-OTHER") : text;
}
