import { Failure } from "../src/api/failure";
import type { Person } from "../src/domain/people";
import { emptyTaken } from "../src/domain/taken";
import { OwnSessions } from "../src/stores/account/ownsessions.svelte";
import { clock } from "../src/stores/page/clock.svelte";
import { RequestList } from "../src/stores/requests/list.svelte";
import { someViewer } from "../tests/screens/akimat/people";
import { someRequest } from "../tests/somerequest";
import { as, long, longText, longWord, nothing, overdue, request, text, type Stories } from "./some";

const at = (minutes: number) => new Date(clock.now + minutes * 60_000).toISOString();
const viewer = someViewer();
const cityId = "almaty";
const place = { latitude: 43.2, longitude: 76.9 };

const decision = {
  id: "d1", kind: "BLOCKED", at: at(-90), reason: longText, categoryIds: [], officerName: "Ерлан Нұрланов",
};

function person(changes: Partial<Person> = {}): Person {
  return {
    id: "p1", name: "Болат", fullName: "Болат Жұмабаев", email: "b@example.kz", emailVerified: true, role: "EXECUTOR",
    registeredRole: "EXECUTOR", approved: true, rejected: false, blocked: false, blockedEverywhere: false,
    isHead: false, createdAt: at(-9_000), categoryIds: [], organisation: { id: "o1", name: "Жарық" }, decisions: [],
    ...changes,
  };
}

const longPerson = person({
  name: longWord, fullName: longText, organisation: { id: "o1", name: longText }, isHead: true,
  categoryIds: ["lighting"], decisions: [decision] as unknown as Person["decisions"],
});
const card = { cityId, act: async () => {} };

const decisionForm = {
  person: person(), label: "Бұғаттау", busy: false, failure: null, send: nothing, cancel: nothing,
};
const policy = {
  version: 1, hours: 72, counted: "WORKING_TIME", atRiskShare: 0.75, escalateAfterShare: 1.5, validFrom: at(-9_000),
  isOwn: true, category: { id: "pothole" },
};
const policyRow = {
  policy, cityId, mayEdit: true, open: false, fresh: false, edit: nothing, cancel: nothing, saved: nothing,
};
const rule = {
  draft: { key: 1, categoryId: "pothole", districtId: "", organisationId: "o1" }, number: 1, count: 2, cityId,
  organisations: [{ id: "o1", name: "Жол қызметі" }, { id: "o2", name: longText }],
  bad: false, idle: false, move: nothing, remove: nothing,
};
const counters = {
  cityId, total: 12_345, open: 345, overdue: 12, cursor: null, byStatus: [{ status: "DONE", count: 12_000 }],
};

function entry(version: number, kind: string, changes: object = {}) {
  return {
    version, kind, cursor: `e:${version}`, at: at(version - 60), actorRole: "EXECUTOR", actorName: "Қайрат", note: null,
    reason: null, status: "IN_PROGRESS", textHidden: false, reportSource: null, isByRule: false, moderatedTexts: [],
    promiseChange: null, ...changes,
  };
}

const timeline = [
  entry(1, "SUBMITTED", { actorRole: "CITIZEN", actorName: "Асель", status: "ACCEPTED" }),
  entry(2, "ASSIGNED", { actorName: null, isByRule: true, status: "ACCEPTED" }),
  entry(3, "WORK_STARTED", { note: longText }),
  entry(4, "COMMENTED", { textHidden: true }),
];
const steps = { id: "r1", timeZone: "Asia/Almaty", done: nothing };
const shownRequest = { details: null, overdue: false, done: nothing };
const working = someRequest({ status: "IN_PROGRESS", startedAt: at(-60), executor: { id: "e1", name: "Қайрат" } });
const sent = { earlier: { id: "r1", number: "ALM-1" }, busy: false, mayReplace: true };
const buttons = { replace: nothing, separate: nothing, keepFirst: nothing };
const counts = { mine: "3", near: "12+", burning: "1", free: null };

/** The states of the panels. Those that ask the server show how they wait for it, and what they say without it. */
export const panelStories: Stories = {
  "panels/account/AddressPanel": [{ name: "usual", props: { viewer } }],
  "panels/account/AvatarPanel": [{ name: "without a picture", props: { viewer } }],
  "panels/account/AreaForm": [{ name: "empty", props: { followed: [], follow: async () => {} } }],
  "panels/account/DataPanel": [{ name: "usual" }],
  "panels/account/ErasePanel": [{ name: "usual", props: { viewer, erased: nothing } }],
  "panels/account/PasswordPanel": [{ name: "usual", props: { viewer, sessions: new OwnSessions() } }],
  "panels/account/ProfilePanel": [
    { name: "usual", props: { viewer } },
    { name: "long", props: { viewer: someViewer({ fullName: longText, name: longWord }) } },
  ],
  "panels/account/RoleField": [
    { name: "chosen", props: { value: "EXECUTOR", error: null } },
    { name: "error", props: { value: "", error: longText } },
  ],
  "panels/account/SessionsPanel": [{ name: "waiting", props: { viewer, sessions: new OwnSessions() } }],
  "panels/account/WaitingPanel": [
    { name: "waits", props: { viewer: someViewer({ registeredRole: "EXECUTOR", approved: false }) } },
    {
      name: "rejected",
      props: { viewer: someViewer({ registeredRole: "EXECUTOR", approved: false, rejected: true }) },
    },
  ],
  "panels/akimat/AccountActionForm": [
    { name: "approve", props: { ...decisionForm, action: "approve", label: "Бекіту" } },
    {
      name: "unconfirmed address",
      props: { ...decisionForm, action: "approve", person: person({ emailVerified: false, approved: false }) },
    },
    {
      name: "officer",
      props: {
        ...decisionForm, action: "approve", label: "Бекіту",
        person: person({ registeredRole: "AKIMAT", role: "CITIZEN" }),
      },
    },
    { name: "block", props: { ...decisionForm, action: "block" } },
    { name: "refused", props: { ...decisionForm, action: "block", failure: new Failure("NOT_ALLOWED", "") } },
  ],
  "panels/akimat/AlertPanel": [{ name: "waiting", props: { cityId, timeZone: "Asia/Almaty" } }],
  "panels/akimat/CallerBox": [
    {
      name: "with a phone",
      props: {
        request: someRequest({ reportSource: "PHONE" }), done: nothing,
        caller: { name: longText, phone: "+7 701 000 00 00", email: null, locale: "KK", getsLetters: false },
      },
    },
  ],
  "panels/akimat/CallerFields": [
    { name: "phone", props: { taken: emptyTaken(), cityId, failure: null } },
    { name: "round", props: { taken: { ...emptyTaken(), source: "ROUND" }, cityId, failure: null } },
  ],
  "panels/akimat/DecisionList": [{ name: "one", props: { decisions: [decision], cityId } }],
  "panels/akimat/ExportPanel": [{ name: "usual", setup: as("AKIMAT"), props: { filter: { cityId }, cityId } }],
  "panels/akimat/OfficerPowers": [{ name: "future officer", props: { person: person({ registeredRole: "AKIMAT" }) } }],
  "panels/akimat/PendingExecutors": [{ name: "waiting", props: { cityId } }],
  "panels/akimat/PersonCard": [
    { name: "executor", props: { ...card, person: person() } },
    { name: "waits", props: { ...card, person: person({ approved: false }) } },
    { name: "rejected", props: { ...card, person: person({ approved: false, rejected: true }) } },
    { name: "blocked", props: { ...card, person: person({ blocked: true }) } },
    { name: "long", props: { ...card, person: longPerson } },
  ],
  "panels/akimat/PolicyForm": [{ name: "usual", props: { policy, cityId, cancel: nothing, saved: nothing } }],
  "panels/akimat/PolicyRow": [
    { name: "usual", props: policyRow },
    { name: "just saved", props: { ...policyRow, fresh: true } },
    { name: "open", props: { ...policyRow, open: true } },
    { name: "for readers", props: { ...policyRow, mayEdit: false } },
  ],
  "panels/akimat/RuleRow": [
    { name: "usual", props: rule },
    { name: "to be mended", props: { ...rule, bad: true } },
    { name: "without an executor", props: { ...rule, number: 2, idle: true } },
  ],
  "panels/akimat/TextTools": [
    { name: "shown", props: { id: "r1", part: "DESCRIPTION", version: null, hidden: undefined, done: nothing } },
    {
      name: "hidden",
      props: {
        id: "r1", part: "DESCRIPTION", version: null, done: nothing,
        hidden: { part: "DESCRIPTION", version: null, text: longText, reason: "INSULT" },
      },
    },
  ],
  "panels/akimat/ZonePanel": [{ name: "waiting", props: { cityId, categoryId: null } }],
  "panels/citizen/PointsPanel": [{ name: "waiting", props: { viewerId: "v1" } }],
  "panels/city/CityFilters": [
    { name: "visitor", setup: as(null), props: { entered: nothing } },
    { name: "officer", setup: as("AKIMAT"), props: { entered: nothing } },
  ],
  "panels/city/CityLinks": [
    { name: "public", props: { isOwnAkimat: false } },
    { name: "officer", props: { isOwnAkimat: true } },
  ],
  "panels/city/CitySearch": [{ name: "usual", props: { entered: nothing } }],
  "panels/city/CityTabs": [{ name: "usual" }],
  "panels/city/Counters": [
    { name: "waiting", props: { counters: null } },
    { name: "large", props: { counters } },
  ],
  "panels/city/FilterChips": [
    { name: "none", props: { chips: [] } },
    {
      name: "some",
      props: { chips: [{ param: "category", text: () => "Яма" }, { param: "text", text: () => longText }] },
    },
  ],
  "panels/city/LivePanel": [{ name: "waiting" }],
  "panels/city/MapLegend": [{ name: "usual", props: { close: nothing } }],
  "panels/executor/CurrentTask": [
    { name: "none", props: { viewerId: "e1", tasks: [] } },
    { name: "one", props: { viewerId: "e1", tasks: [working] } },
  ],
  "panels/executor/PositionNote": [{ name: "usual" }],
  "panels/executor/TaskRow": [
    { name: "usual", props: { request } },
    { name: "in a round", props: { request: overdue, number: 12 } },
    { name: "own", props: { request: long, own: true } },
  ],
  "panels/executor/TaskTabs": [{ name: "usual", props: { tab: "mine", counts, choose: nothing } }],
  "panels/executor/TaskViews": [{ name: "empty", props: { items: [], children: text("Тапсырма жоқ") } }],
  "panels/executor/WayThere": [{ name: "executor", setup: as("EXECUTOR"), props: { request } }],
  "panels/report/CategoryField": [
    { name: "none chosen", props: { value: "", error: null } },
    { name: "chosen", props: { value: "pothole", error: null } },
    { name: "error", props: { value: "", error: longText } },
  ],
  "panels/report/CategoryHint": [{ name: "no words", props: { text: "", value: "" } }],
  "panels/report/DraftRow": [{ name: "usual", props: { emptied: nothing } }],
  "panels/report/NearbyRequests": [{ name: "waiting", props: { location: place, categoryId: "pothole" } }],
  "panels/report/PlaceField": [
    { name: "usual", props: { errorAt: () => null } },
    { name: "error", props: { errorAt: () => longText } },
  ],
  "panels/report/PublicPreview": [{ name: "usual" }],
  "panels/report/ReportHeader": [
    { name: "citizen", setup: as("CITIZEN"), props: { titleId: "t" } },
    { name: "officer", setup: as("AKIMAT"), props: { titleId: "t" } },
  ],
  "panels/report/ReportNotices": [
    { name: "visitor", setup: as(null), props: { photoError: null } },
    { name: "executor", setup: as("EXECUTOR"), props: { photoError: null } },
    { name: "photo", setup: as("CITIZEN"), props: { photoError: longText } },
  ],
  "panels/report/SentPanel": [{ name: "usual", setup: as("CITIZEN"), props: { request, close: nothing } }],
  "panels/request/CorrectionPanel": [
    { name: "usual", props: { ...sent, ...buttons } },
    { name: "not to be withdrawn", props: { ...sent, ...buttons, mayReplace: false } },
    { name: "busy", props: { ...sent, ...buttons, busy: true } },
  ],
  "panels/request/ProgressPanel": [
    { name: "accepted", props: { request, timeline: [], overdue: false } },
    { name: "in progress", props: { request: working, timeline, overdue: false } },
    { name: "on hold", props: { request: { ...working, status: "ON_HOLD" }, timeline, overdue: false } },
    { name: "rejected", props: { request: { ...request, status: "REJECTED" }, timeline, overdue: false } },
    { name: "overdue", props: { request: overdue, timeline, overdue: true } },
  ],
  "panels/request/ReceiptPanel": [{ name: "usual", props: { id: "r1", receipt: longWord, version: 3 } }],
  "panels/request/RequestAbsent": [
    { name: "not found", props: { id: "0199", isLink: true } },
    { name: "no link", props: { id: longWord, isLink: false } },
  ],
  "panels/request/RequestFacts": [
    { name: "usual", props: { ...shownRequest, request } },
    { name: "overdue", props: { ...shownRequest, request: overdue, overdue: true } },
    { name: "long", props: { ...shownRequest, request: someRequest({ description: longText, author: null }) } },
  ],
  "panels/request/RequestHero": [
    { name: "usual", props: { ...shownRequest, request, title: "Яма" } },
    { name: "assigned and overdue", props: { ...shownRequest, request: overdue, overdue: true, title: "Яма" } },
    { name: "long", props: { ...shownRequest, request: long, title: longText } },
  ],
  "panels/request/Timeline": [
    { name: "public", props: { ...steps, entries: timeline, hiddenTexts: null } },
    { name: "officer", props: { ...steps, entries: timeline, hiddenTexts: [] } },
  ],
  "panels/request/VerdictPanel": [
    { name: "none", props: { list: Object.assign(new RequestList({ cityId }, "NEWEST"), { loading: false }) } },
  ],
};
