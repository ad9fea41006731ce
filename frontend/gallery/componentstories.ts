import { createRawSnippet } from "svelte";
import { Failure } from "../src/api/failure";
import { patience } from "../src/api/patience.svelte";
import { clock } from "../src/stores/page/clock.svelte";
import { kept } from "../src/stores/page/kept.svelte";
import { someViewer } from "../tests/screens/akimat/people";
import { fillCatalogue } from "../tests/screens/catalogue";
import { catalogue } from "../src/stores/city/catalogue.svelte";
import { someRequest } from "../tests/somerequest";
import { as, list, long, longText, longWord, network, request, text, type Stories } from "./some";

const options = [{ value: "a", text: "Алматы" }, { value: "b", text: longText }];
const field = { label: "Мекенжай", testid: "story", value: "" };
const combo = {
  ...field, hint: "", error: null, limit: 100, options: [], listLabel: "Мекенжайлар", found: "", choose: () => {},
};
const navigator = { name: "OSM", href: "geo:43.2,76.9" };
const panel = createRawSnippet(() => ({ render: () => "<p>Панель</p>" }));

const roles = [
  { name: "visitor", setup: as(null) },
  { name: "citizen", setup: as("CITIZEN") },
  { name: "executor", setup: as("EXECUTOR") },
  { name: "akimat", setup: as("AKIMAT") },
];

/** The states of the components of `components/`, without that folder in their names. */
export const componentStories: Stories = {
  Icon: ["pothole", "lamp", "offline", "unknown"].map((name) => ({ name, props: { name } })),
  LazyPanel: [
    { name: "loaded", props: { load: async () => ({ default: null }), children: panel } },
    { name: "loading", props: { load: () => new Promise(() => {}), children: panel, waiting: text("…") } },
    { name: "failed", props: { load: () => Promise.reject(new TypeError("no network")), children: panel } },
    {
      name: "failed, over the page",
      props: { load: () => Promise.reject(new TypeError("no network")), children: panel, over: true },
    },
  ],
  PrintFooter: [{ name: "usual" }],
  ResendButton: [{ name: "usual" }],
  Skeleton: ["cards", "lines", "alerts", "request", "box"].map((shape) => ({ name: shape, props: { shape } })),
  UserText: [
    { name: "short", props: { text: "Асель" } },
    { name: "long word", props: { text: longWord } },
    { name: "right to left", props: { text: "שלום 52" } },
    { name: "empty", props: { text: null } },
  ],
  "fields/CategoryBoxes": [
    { name: "none chosen", props: { label: "Санаттар", testid: "story", chosen: [] } },
    { name: "one chosen", props: { label: "Санаттар", hint: longText, testid: "story", chosen: ["lighting"] } },
  ],
  "fields/ComboField": [
    { name: "empty", props: combo },
    { name: "error", props: { ...combo, error: "Мекенжайды жазыңыз" } },
    { name: "long", props: { ...combo, value: longText } },
  ],
  "fields/NameOptions": [
    { name: "categories", setup: fillCatalogue, props: { any: "Барлығы", named: catalogue.categories } },
    { name: "none", props: { any: "Барлығы", named: [] } },
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
