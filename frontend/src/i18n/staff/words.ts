import type { AccountDecisionKind, Counted as CountedHours } from "../../gql/documents";
import type { Who } from "../../domain/people";

type Text<Names extends string> = Record<Names, string>;
type Counted = (count: number) => string;
type Filled = (text: string) => string;

/** What the pages of the Akimat say. They come with those pages, not with the first load. */
export interface StaffWords {
  policies: Text<"title" | "lead" | "kept" | "readOnly" | "category" | "hours" | "counted" | "atRisk" | "escalate" | "version" | "own" | "catalogue" | "edit" | "save" | "saved" | "reason" | "reasonHint" | "hoursLabel" | "atRiskLabel" | "atRiskHint" | "escalateLabel" | "escalateHint" | "unchanged"> & {
    countedHours: Text<CountedHours>;
    fault: Text<"hours" | "atRiskPercent" | "escalatePercent" | "reason">;
    editNamed: Filled; since: Filled; afterStart: Filled; percent: Counted; afterDeadline: Filled; spelled: Filled;
  };
  people: Text<"title" | "onlyAkimat" | "confirmFirst" | "waiting" | "noneWaiting" | "all" | "search" | "none" | "confirmed" | "unconfirmed" | "noOrganisation" | "allCategories" | "categories" | "categoriesHint" | "head" | "blocked" | "rejected" | "waitingTag" | "history" | "noHistory" | "approve" | "reject" | "edit" | "makeHead" | "endHead" | "block" | "unblock" | "save" | "reason" | "reasonTold" | "blockHint" | "unblockHint" | "rejectHint" | "approveAnyway"> & {
    who: Text<Who>;
    decision: Text<AccountDecisionKind>;
    done: Text<AccountDecisionKind>;
    count: Counted; since: Filled; serves: Filled; named: (action: string, name: string) => string;
  };
}
