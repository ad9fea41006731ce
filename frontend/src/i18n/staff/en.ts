import type { StaffWords } from "./words";

export const en: StaffWords = {
  policies: {
    title: "Promised times", lead: "How soon the city promises to fix a problem of each category.", kept: "A change holds for requests accepted after it. Requests sent earlier keep the deadline their authors were promised.", readOnly: "The Akimat of the city changes these.",
    category: "Category", hours: "Time", counted: "Which hours", atRisk: "At risk", escalate: "Escalation", version: "Version", own: "the city's own", catalogue: "the same for all cities", edit: "Change", save: "Promise the new time", saved: "The new time is promised", reason: "Reason for the change", reasonHint: "Kept with the version.", hoursLabel: "Hours to fix it", atRiskLabel: "Warn when this much of the time has passed, %", atRiskHint: "The executor is warned.", escalateLabel: "Escalate this much of the time after the deadline, %", escalateHint: "If it is not done by then, the Akimat is told.", unchanged: "Nothing is changed yet.",
    countedHours: { ROUND_THE_CLOCK: "round the clock", WORKING_HOURS: "working hours" },
    fault: { hours: "A number above 0, at most 87,672 (ten years)", atRiskPercent: "A number above 0 and below 100", escalatePercent: "A number above 0, at most 1000", reason: "Write why the time changes" },
    editNamed: (category) => `Change the time: ${category}`, since: (moment) => `since ${moment}`, afterStart: (span) => `after ${span}`, percent: (count) => `${count}%`, afterDeadline: (span) => `${span} after the deadline`, spelled: (span) => `that is ${span}`,
  },
  people: {
    title: "People of the city", onlyAkimat: "This page is for the Akimat of the city. Sign in with its account and choose your own city.", confirmFirst: "First open the link in the letter we sent to your office address.", waiting: "Waiting for approval", noneWaiting: "Nobody waits for approval now.", all: "All accounts", search: "Name or e-mail", none: "Nobody was found.", confirmed: "confirmed", unconfirmed: "not confirmed", noOrganisation: "no organisation", allCategories: "all categories", categories: "Categories", categoriesHint: "Tick what the executor serves. Nothing ticked: all categories.", head: "Head", blocked: "Blocked", rejected: "Rejected", waitingTag: "Waits for approval", history: "Decisions", noHistory: "No decisions so far.", approve: "Approve", reject: "Reject", edit: "Categories", makeHead: "Make head of the organisation", endHead: "End as head", block: "Block", unblock: "Unblock", save: "Save", reason: "Reason", reasonTold: "This person will see it.", blockHint: "The person is signed out everywhere at once and cannot sign in. Requests in work stay theirs until you give them to somebody else.", unblockHint: "The person can sign in again.", rejectHint: "The executor gets a letter. You can still approve them later.", approveAnyway: "Approve after all",
    who: { all: "All", executors: "Executors", citizens: "Citizens", blocked: "Blocked" },
    decision: { APPROVED: "Approved", REJECTED: "Rejected", CATEGORIES: "Categories changed", MADE_HEAD: "Made head", HEAD_ENDED: "No longer head", BLOCKED: "Blocked", UNBLOCKED: "Unblocked" },
    done: { APPROVED: "Approved", REJECTED: "Rejected", CATEGORIES: "Categories saved", MADE_HEAD: "Made head", HEAD_ENDED: "No longer head", BLOCKED: "Account blocked", UNBLOCKED: "Account unblocked" },
    count: (count) => `Shown: ${count}`, since: (moment) => `since ${moment}`, serves: (names) => `Serves: ${names}`, named: (action, name) => `${action}: ${name}`,
  },
};
