import type { StaffWords } from "./words";

export const en: StaffWords = {
  policies: {
    title: "Promised times", lead: "How soon the city promises to fix a problem of each category.", kept: "A change holds for requests accepted after it. Requests sent earlier keep the deadline their authors were promised.", readOnly: "The Akimat of the city changes these.",
    category: "Category", hours: "Time", counted: "Which hours", atRisk: "At risk", escalate: "Escalation", version: "Version", own: "the city's own", catalogue: "the same for all cities", edit: "Change", save: "Promise the new time", saved: "The new time is promised", reason: "Reason for the change", reasonHint: "Kept with the version.", hoursLabel: "Hours to fix it", atRiskLabel: "Warn when this much of the time has passed, %", atRiskHint: "The executor is warned.", escalateLabel: "Escalate this much of the time after the deadline, %", escalateHint: "If it is not done by then, the Akimat is told.", unchanged: "Nothing is changed yet.",
    countedHours: { ROUND_THE_CLOCK: "round the clock", WORKING_HOURS: "working hours" },
    fault: { hours: "A number above 0, at most 87,672 (ten years)", atRiskPercent: "A number above 0 and below 100", escalatePercent: "A number above 0, at most 1000", reason: "Write why the time changes" },
    editNamed: (category) => `Change the time: ${category}`, since: (moment) => `since ${moment}`, number: (count) => `version ${count}`, percent: (count) => `${count}%`, inHours: (count) => `${count} h`, afterDeadline: (span) => `${span} after the deadline`, spelled: (span) => `that is ${span}`,
  },
};
