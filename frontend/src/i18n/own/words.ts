type Text<Names extends string> = Record<Names, string>;
type Counted = (count: number) => string;
type Filled = (text: string) => string;

/** What the pages about one's own account say. They come with those pages, not with the first load. */
export interface OwnWords {
  password: Text<"label" | "show" | "hide" | "weak" | "fair" | "strong"> & { tooShort: Counted };
  forgot: Text<"title" | "text" | "send" | "sent" | "sentText" | "again" | "email">;
  reset: Text<"title" | "text" | "submit" | "done" | "doneText" | "closed" | "closedText" | "askNew">;
  profile: Text<"title" | "language" | "save" | "saved" | "cityFixed" | "signinFirst" | "organisation">;
  address: Text<"title" | "confirmed" | "unconfirmed" | "fresh" | "password" | "send" | "hint" | "stateRule" | "wrongPassword"> & { sent: Filled };
  moved: Text<"password" | "title" | "text" | "confirm" | "done" | "doneText" | "closed" | "closedText" | "toAccount">;
  change: Text<"title" | "old" | "fresh" | "submit" | "hint" | "wrongOld"> & { done: Counted };
  sessions: Text<"title" | "text" | "current" | "now" | "end" | "endOthers" | "only" | "unknown"> & { device: (browser: string, system: string) => string; since: Filled; used: Filled; endNamed: Filled; ended: Counted };
  letters: Text<"title" | "text">;
  data: Text<"title" | "text" | "download" | "ready">;
  erase: Text<"title" | "text" | "begin" | "forgottenTitle" | "keptTitle" | "password" | "sure" | "confirm" | "done" | "doneText" | "work"> & { forgotten: readonly string[]; kept: readonly string[] };
  register: Text<"organisation" | "organisationHint" | "organisationNew" | "organisationKnown" | "stateRule" | "stateWarning" | "next"> & { steps: { EXECUTOR: readonly string[]; AKIMAT: readonly string[] } };
  waiting: Text<"title" | "text" | "registered" | "confirm" | "confirmed" | "approval" | "after" | "live" | "approved" | "organisation" | "rejected" | "rejectedText"> & { sentTo: Filled; city: Filled; rejectedFor: Filled };
}
