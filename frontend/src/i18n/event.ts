import type { EventKind } from "../gql/documents";
import type { Translate } from "./translate";

/** What happened to a request. A page that is older than its server may not know the kind; it says so in general. */
export function eventText(kind: EventKind, t: Translate): string {
  const key = `event-${kind}` as const;
  const text = t(key);
  // A message that does not exist is shown as its key.
  return text === key ? t("event-OTHER") : text;
}
