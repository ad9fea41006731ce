import { createRawSnippet, type Component } from "svelte";
import { Failure } from "../src/api/failure";
import { patience } from "../src/api/patience.svelte";
import { connectionStatus } from "../src/live/connectionstatus.svelte";
import { session } from "../src/stores/account/session.svelte";
import { clock } from "../src/stores/page/clock.svelte";
import { kept } from "../src/stores/page/kept.svelte";
import { RequestList } from "../src/stores/requests/list.svelte";
import { someViewer } from "../tests/screens/akimat/people";
import { someRequest } from "../tests/somerequest";

/** One state of a component: what it is given, and how the stores are before it is mounted. */
export interface Story {
  name: string;
  props?: Record<string, unknown>;
  setup?(): void;
}

const folder = "../src/components/";
const files = import.meta.glob<{ default: Component<Record<string, unknown>> }>("../src/components/**/*.svelte");

/** The paths of all components, such as `fields/TextField`. */
export const components = Object.keys(files).map((path) => path.slice(folder.length, -".svelte".length)).sort();

export async function componentAt(path: string): Promise<Component<Record<string, unknown>>> {
  const load = files[`${folder}${path}.svelte`];
  if (load === undefined) throw new Error(`there is no component ${path}`);
  return (await load()).default;
}

/** One word that no line has room for. */
const longWord = "қанағаттандырылмағандықтарыңыздан".repeat(2);
const longText = `Тұрғын үй-коммуналдық шаруашылық ${longWord} көшесінің қиылысындағы мәселе`;
const request = someRequest({ address: "Абай даңғылы, 52" });
const long = someRequest({
  id: "r2", address: longText, number: "ALM-12345678", status: "UNANSWERED", followerCount: 12_345,
});
const options = [{ value: "a", text: "Алматы" }, { value: "b", text: longText }];
const field = { label: "Мекенжай", testid: "story", value: "" };
const combo = {
  ...field, hint: "", error: null, limit: 100, options: [], listLabel: "Мекенжайлар", found: "", choose: () => {},
};
const navigator = { name: "OSM", href: "geo:43.2,76.9" };
const text = (words: string) => createRawSnippet(() => ({ render: () => `<p>${words}</p>` }));
const panel = createRawSnippet(() => ({ render: () => "<p>Панель</p>" }));

function as(role: "CITIZEN" | "EXECUTOR" | "AKIMAT" | null, changes: object = {}): () => void {
  return () => {
    session.viewer = role === null ? null : someViewer({ registeredRole: role, role, ...changes });
  };
}

function network(state: typeof connectionStatus.state, hasNetwork = true): () => void {
  return () => Object.assign(connectionStatus, { state, hasNetwork });
}

function list(change: Partial<RequestList> = {}): RequestList {
  return Object.assign(new RequestList({ cityId: "almaty" }, "NEWEST"), change);
}

const roles = [
  { name: "visitor", setup: as(null) },
  { name: "citizen", setup: as("CITIZEN") },
  { name: "executor", setup: as("EXECUTOR") },
  { name: "akimat", setup: as("AKIMAT") },
];

/** The states of every component; `tests/gallery` fails when one has none. */
export const stories: Readonly<Record<string, readonly Story[]>> = {
  Icon: ["pothole", "lamp", "offline", "unknown"].map((name) => ({ name, props: { name } })),
  LazyPanel: [
    { name: "loaded", props: { load: async () => ({ default: null }), children: panel } },
    { name: "loading", props: { load: () => new Promise(() => {}), children: panel, waiting: text("…") } },
    { name: "failed", props: { load: () => Promise.reject(new TypeError("no network")), children: panel } },
  ],
  PrintFooter: [{ name: "usual" }],
  ResendButton: [{ name: "usual" }],
  Skeleton: ["cards", "lines", "request", "box"].map((shape) => ({ name: shape, props: { shape } })),
  UserText: [
    { name: "short", props: { text: "Асель" } },
    { name: "long word", props: { text: longWord } },
    { name: "right to left", props: { text: "שלום 52" } },
    { name: "empty", props: { text: null } },
  ],
  "fields/ComboField": [
    { name: "empty", props: combo },
    { name: "error", props: { ...combo, error: "Мекенжайды жазыңыз" } },
    { name: "long", props: { ...combo, value: longText } },
  ],
  "fields/OrganisationField": [
    { name: "empty", props: { cityId: "almaty", value: "", chosen: null } },
    { name: "error", props: { cityId: "almaty", value: longText, chosen: null, error: "Ұйымды таңдаңыз" } },
  ],
  "fields/PasswordField": [
    { name: "empty", props: { testid: "story", value: "" } },
    { name: "weak", props: { testid: "story", value: "aselasel1", known: ["asel"] } },
    { name: "strong", props: { testid: "story", value: "tau-bulaq-9-zhuldyz" } },
    { name: "error", props: { testid: "story", value: "a", error: longText } },
  ],
  "fields/SelectField": [
    { name: "empty", props: { ...field, options, placeholder: "Таңдаңыз" } },
    { name: "long", props: { ...field, value: "b", options } },
    { name: "error", props: { ...field, options, error: "Қаланы таңдаңыз" } },
  ],
  "fields/TextField": [
    { name: "empty", props: { ...field, hint: "Көше мен үй" } },
    { name: "lines", props: { ...field, value: longText, rows: 4 } },
    { name: "too long", props: { ...field, value: longText, limit: 20 } },
    { name: "error", props: { ...field, error: "Мекенжайды жазыңыз" } },
  ],
  "navigation/AccountMenu": [
    { name: "citizen", props: { viewer: someViewer() } },
    { name: "akimat", props: { viewer: someViewer({ registeredRole: "AKIMAT", role: "AKIMAT" }) } },
    { name: "long", props: { viewer: someViewer({ fullName: longText, name: longWord }) } },
  ],
  "navigation/LanguageSwitch": [{ name: "usual" }],
  "navigation/NavBar": ["top", "bottom"].flatMap((place) =>
    roles.map(({ name, setup }) => ({ name: `${place}, ${name}`, setup, props: { place } })),
  ),
  "navigation/RouteLink": [
    { name: "usual", props: { link: navigator, place: "ALM-1" } },
    { name: "bare", props: { link: navigator, place: "ALM-1", bare: true } },
    { name: "2GIS", props: { link: { ...navigator, name: "DGIS" }, place: "ALM-1", named: true } },
  ],
  "navigation/ShareLink": [{ name: "usual", props: { number: "ALM-1", title: "Шұңқыр" } }],
  "navigation/SignInPrompt": [
    { name: "usual", props: { text: "Өтінімдеріңізді көру үшін кіріңіз.", next: "mine" } },
    { name: "long", props: { text: longText, next: "mine" } },
  ],
  "navigation/ThumbBar": [{ name: "usual", props: { testid: "story", children: text("Жұмысты аяқтау") } }],
  "navigation/TopBar": roles,
  "notices/ConnectionBanner": [
    { name: "live", setup: network("live") },
    { name: "connecting", setup: network("connecting") },
    { name: "lost", setup: network("lost") },
    { name: "offline", setup: network("lost", false) },
  ],
  "notices/KeptNote": [
    { name: "nothing kept", setup: () => (kept.shownFrom = null) },
    { name: "offline", setup: () => (kept.shownFrom = clock.now - 3_600_000) },
  ],
  "notices/LateLines": [{ name: "visitor", props: { viewerId: null } }],
  "notices/LinkFaults": [{ name: "none" }],
  "notices/PatienceBanner": [
    { name: "none", setup: () => patience.forget() },
    { name: "gave up", setup: () => (patience.gaveUp = true) },
  ],
  "notices/SessionEnded": [{ name: "usual", props: { viewer: someViewer() } }],
  "notices/UnconfirmedMail": [
    { name: "confirmed", setup: as("CITIZEN") },
    { name: "unconfirmed", setup: as("CITIZEN", { emailVerified: false }) },
  ],
  "notices/WaitingStrip": [{ name: "nothing waits", props: { viewerId: "v1" } }],
  "request/Countdown": [
    { name: "runs", props: { request: someRequest({ dueAt: new Date(clock.now + 7_200_000).toISOString() }) } },
    { name: "passed", props: { request: someRequest({ isOverdue: true }) } },
    { name: "paused", props: { request: someRequest({ status: "ON_HOLD" }) } },
    { name: "without a deadline", props: { request: someRequest({ dueAt: null }) } },
  ],
  "request/RequestCard": [
    { name: "usual", props: { request } },
    { name: "big", props: { request, big: true } },
    { name: "overdue", props: { request: someRequest({ isOverdue: true }) } },
    { name: "long", props: { request: long } },
  ],
  "request/RequestRows": [
    { name: "loading", props: { list: list(), empty: "Өтінім жоқ" } },
    { name: "empty", props: { list: list({ loading: false }), empty: "Өтінім жоқ" } },
    {
      name: "offline",
      props: { list: list({ loading: false, failure: new Failure("NETWORK", "") }), empty: "Өтінім жоқ" },
    },
    { name: "rows", props: { list: list({ loading: false }), items: [request, long], empty: "" } },
  ],
  "request/ShootButton": [
    { name: "leading", props: { text: "Суретке түсіру", leading: true, take: () => {} } },
    { name: "disabled", props: { text: "Суретке түсіру", leading: false, disabled: true, take: () => {} } },
  ],
  "request/StatusBadge": [
    { name: "usual", props: { status: "ACCEPTED" } },
    { name: "assigned and overdue", props: { status: "IN_PROGRESS", assigned: true, overdue: true } },
    { name: "coming", props: { status: "REJECTED", coming: true } },
  ],
};
