import type { Counted as CountedHours } from "../../gql/documents";

type Text<Names extends string> = Record<Names, string>;
type Counted = (count: number) => string;
type Filled = (text: string) => string;

/** What the pages of the Akimat say. They come with those pages, not with the first load. */
export interface StaffWords {
  policies: Text<"title" | "lead" | "kept" | "readOnly" | "category" | "hours" | "counted" | "atRisk" | "escalate" | "version" | "own" | "catalogue" | "edit" | "save" | "saved" | "reason" | "reasonHint" | "hoursLabel" | "atRiskLabel" | "atRiskHint" | "escalateLabel" | "escalateHint" | "unchanged"> & {
    countedHours: Text<CountedHours>;
    fault: Text<"hours" | "atRiskPercent" | "escalatePercent" | "reason">;
    editNamed: Filled; since: Filled; number: Counted; percent: Counted; inHours: Counted; afterDeadline: Filled; spelled: Filled;
  };
}
