import { emptyValues, fieldsOf, type PanelAction } from "../src/actions/form";
import { bulkActions, emptyPlan } from "../src/table/bulkplan";
import { columns } from "../src/table/columns";
import { Chime } from "../src/wall/chime.svelte";
import { PendingPhotos } from "../src/photos/pendingphotos.svelte";
import { Delivery } from "../src/stores/outbox/delivery.svelte";
import { clock } from "../src/stores/page/clock.svelte";
import { somePhoto } from "../tests/photos/somephoto";
import { list, long, longText, nothing, overdue, request, type Stories } from "./some";

const timeZone = "Asia/Almaty";
const days = Array.from({ length: 30 }, (_, index) => `${index + 1} қар`);
const values = (least: number) => days.map((_, index) => least + Math.round(9 * Math.sin(index / 4) ** 2));
const series = [
  { look: "received", name: "Түскені", values: values(12) },
  { look: "done", name: "Орындалғаны", values: values(4) },
  { look: "breached", name: "Мерзімі өткені", values: values(0) },
];
const bars = [
  { categoryId: "pothole", received: 1_200, done: 900 },
  { categoryId: "lighting", received: 12, done: null },
];
const counters = { cityId: "almaty", total: 12_345, open: 345, overdue: 12, cursor: null, byStatus: [] };
const news = [
  { kind: "SUBMITTED", at: new Date(clock.now).toISOString(), request },
  { kind: null, at: new Date(clock.now - 90_000_000).toISOString(), request: long },
];
const record = {
  since: "2025-12-01", done: 40, doneOnTime: 36, doneLate: 4, onTimeShare: 0.9, onTimeLow: 0.77, onTimeHigh: 0.96,
  medianHoursOfWork: 5, reopenRate: 0.05, rank: 1,
};
const score = {
  executor: { id: "e1", name: "Қайрат", fullName: "Қайрат Ахметов", isHead: false, organisation: { name: longText } },
  active: 3, done: 40, averageRating: 4.6, markedRequests: 1, disputedRequests: 2, record,
};
const photos = [somePhoto(), somePhoto({ id: "p2", kind: "AFTER", marks: ["FAR_FROM_PLACE", "NO_METADATA"] })];
const form = {
  request, advisory: false, busy: false, pending: new PendingPhotos("story"), delivery: new Delivery(),
  photoError: null, faulty: null, stored: null, hasSubmit: true, isAsked: false,
  changed: nothing, send: nothing, cancel: nothing,
};
const actions = (Object.keys(fieldsOf) as PanelAction[]).filter((action) => fieldsOf[action].length > 0);
const bulk = { before: null, cityId: "almaty", picked: [request, long], send: nothing, cancel: nothing };
const row = { columns, active: true, opened: false, chosen: false, choose: nothing, open: nothing };
const tools = {
  high: false, zones: false, legend: false, filtered: false,
  zoomBy: nothing, locate: nothing, toggleZones: nothing, toggleLegend: nothing,
};
const [alt, previewOf] = [() => "Яма", () => null];
const field = { pending: new PendingPhotos("story"), label: "Суреттер" };
const circle = { centre: { latitude: 43.2, longitude: 76.9 }, radiusMetres: 800 };
const view = { zoom: 12, center: circle.centre };

/** The states of the parts of a few screens: the wall, the table, the forms of the actions, photos and maps. */
export const partStories: Stories = {
  "actions/ActionForm": [
    ...actions.map((action) => ({ name: action, props: { ...form, action, fields: fieldsOf[action] } })),
    {
      name: "filled",
      props: { ...form, action: "COMMENT", fields: fieldsOf.COMMENT, stored: { ...emptyValues(), text: longText } },
    },
    { name: "busy", props: { ...form, action: "CONFIRM", fields: fieldsOf.CONFIRM, busy: true } },
  ],
  "actions/ExecutorField": [{ name: "waiting", props: { cityId: "almaty", categoryId: "pothole", value: "" } }],
  "actions/MergeField": [{ name: "empty", props: { request, value: "" } }],
  "actions/OvertakenDraft": [
    {
      name: "usual",
      props: {
        draft: { action: "COMPLETE", values: { ...emptyValues(), note: longText } }, comment: nothing, discard: nothing,
      },
    },
  ],
  "actions/StarRating": [{ name: "none", props: { value: 0 } }, { name: "four", props: { value: 4 } }],
  "map/AreaMap": [
    { name: "empty", props: { view, drawn: null, followed: [], pick: nothing } },
    { name: "drawn", props: { view, drawn: circle, followed: [], pick: nothing } },
  ],
  "map/Crosshair": [{ name: "shown", props: { shown: true, pick: nothing } }],
  "map/MapTools": [{ name: "usual", props: tools }, { name: "filtered", props: { ...tools, filtered: true } }],
  "map/PinSample": ["pin", "late", "many", "waiting"].map((kind) => ({ name: kind, props: { kind } })),
  "map/PlaceBox": [
    { name: "usual", props: { at: circle.centre, status: "ACCEPTED", overdue: false, icon: "pothole", label: "Абай" } },
    { name: "overdue", props: { at: circle.centre, status: "ON_HOLD", overdue: true, icon: "lamp", label: "Абай" } },
  ],
  "map/PlaceMap": [
    { name: "usual", props: { at: circle.centre, status: "ACCEPTED", overdue: false, icon: "pothole", label: "Абай" } },
    { name: "overdue", props: { at: circle.centre, status: "ON_HOLD", overdue: true, icon: "lamp", label: "Абай" } },
  ],
  "map/PlaceOption": ["STREET", "HOUSE"].map((kind) => ({ name: kind, props: { place: { kind, address: longText } } })),
  "map/PlaceSearch": [{ name: "empty", props: { cityId: "almaty", show: nothing, close: nothing } }],
  "map/PlaceToast": [{ name: "outside", props: { outside: true } }, { name: "inside", props: { outside: false } }],
  "map/TaskMap": [{ name: "a round", props: { tasks: [request, overdue], you: circle.centre, isWay: true } }],
  "photos/AvatarField": [
    { name: "empty", props: { file: null, initial: "А" } },
    { name: "error", props: { file: null, initial: "А", error: longText } },
  ],
  "photos/BlurEditor": [
    { name: "usual", props: { photo: photos[0], alt: "", busy: false, save: nothing, cancel: nothing } },
  ],
  "photos/ChosenPhotos": [{ name: "none", props: { ...field, faulty: null, locked: false, shares: [] } }],
  "photos/DeliveryStatus": [{ name: "idle", props: { delivery: new Delivery() } }],
  "photos/Marks": [{ name: "two", props: { photo: photos[1] } }, { name: "none", props: { photo: photos[0] } }],
  "photos/PhotoField": [
    { name: "empty", props: field },
    { name: "error", props: { ...field, error: longText } },
    { name: "locked", props: { ...field, locked: true } },
  ],
  "photos/PhotoImage": [{ name: "missing", props: { photo: photos[0], alt: "Яма", sizes: "200px" } }],
  "photos/Slider": [
    { name: "missing", props: { pair: { before: photos[0], after: photos[1] }, alt, previewOf } },
  ],
  "photos/Viewer": [
    { name: "missing", props: { photos, at: 0, alt, previewOf, turn: nothing, close: nothing } },
  ],
  "scoreboard/Interval": [
    { name: "many works", props: { share: 0.93, low: 0.91, high: 0.95 } },
    { name: "few works", props: { share: 1, low: 0.4, high: 1 } },
  ],
  "scoreboard/ScoreRow": [
    { name: "ranked", props: { score } },
    { name: "too few", props: { score: { ...score, record: { ...record, rank: null } } } },
    { name: "new", props: { score: { ...score, averageRating: null, record: null } } },
  ],
  "table/BulkForm": [
    ...bulkActions.map((action) => ({ name: action, props: { ...bulk, action } })),
    { name: "taken back", props: { ...bulk, action: "REJECT", before: { ...emptyPlan("REJECT"), note: longText } } },
  ],
  "table/ColumnChoice": [{ name: "usual" }],
  "table/ExecutorChoice": [{ name: "usual", props: { cityId: "almaty" } }],
  "table/MultiChoice": [
    {
      name: "one of two",
      props: {
        label: "Санат", testid: "story", chosen: ["a"], toggle: nothing,
        options: [{ value: "a", text: "Шұңқыр" }, { value: "b", text: longText }],
      },
    },
  ],
  "table/PhotoStrip": [{ name: "two", props: { photos } }, { name: "none", props: { photos: [] } }],
  "table/TableCell": columns.map((column) => ({ name: column, props: { request: long, column, overdue: false } })),
  "table/TableHead": ["all", "some", "none"].map((chosen) => (
    { name: chosen, props: { columns, order: "NEWEST", chosen, chooseAll: nothing, sort: nothing } }
  )),
  "table/TableRow": [
    { name: "usual", props: { ...row, request } },
    { name: "open and chosen", props: { ...row, request: overdue, opened: true, chosen: true } },
    { name: "long", props: { ...row, request: long } },
  ],
  "table/ViewChoice": [{ name: "usual", props: { accountId: "v1" } }],
  "wall/CategoryBars": [
    { name: "waiting", props: { rows: null } },
    { name: "two", props: { rows: bars } },
  ],
  "wall/LineChart": [{ name: "a month", props: { days, series, caption: "Күндер бойынша" } }],
  "wall/SessionNotice": [{ name: "none", props: { timeZone } }],
  "wall/WallAlerts": [
    { name: "waiting", props: { list: list() } },
    { name: "none", props: { list: list({ loading: false }) } },
  ],
  "wall/WallCounters": [{ name: "waiting", props: { counters: null } }, { name: "large", props: { counters } }],
  "wall/WallHeader": [
    { name: "usual", props: { city: "Алматы", timeZone, chime: new Chime(), scheme: "light", choose: nothing } },
  ],
  "wall/WallTicker": [
    { name: "waiting", props: { items: [], awaited: true, timeZone } },
    { name: "some", props: { items: news, awaited: false, timeZone } },
  ],
};
