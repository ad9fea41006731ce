import { withTexts } from "./latetexts";

/** What shows a report that waits comes with its form: the network may be gone before the form is sent. */
function withPending<Panel>(load: () => Promise<Panel>): () => Promise<Panel> {
  return async () => {
    const panel = load();
    await import("../panels/citizen/PendingFold.svelte").catch(() => undefined);
    return panel;
  };
}

/**
 * What opens over a screen, or in it, or is not needed at first, and is imported then. `ahead.ts` fetches some of it
 * while nothing else is to be done.
 */
export const panels = {
  report: withPending(() => import("../panels/report/ReportPanel.svelte")),
  sent: () => import("../panels/report/SentPanel.svelte"),
  pending: () => import("../panels/citizen/PendingFold.svelte"),
  legend: () => import("../panels/city/MapLegend.svelte"),
  spot: () => import("../panels/city/SpotPanel.svelte"),
  placeMap: () => import("../map/PlaceMap.svelte"),
  taskMap: () => import("../map/TaskMap.svelte"),
  table: withTexts("officers", () => import("../table/TablePanel.svelte")),
  pendingExecutors: withTexts("officers", () => import("../panels/akimat/PendingExecutors.svelte")),
  caller: withTexts("officers", () => import("../panels/akimat/CallerFields.svelte")),
  zones: withTexts("officers", () => import("../panels/akimat/ZonePanel.svelte")),
  export: withTexts("officers", () => import("../panels/akimat/ExportPanel.svelte")),
  drawer: withTexts("officers", () => import("../table/Drawer.svelte")),
  sessionEnded: () => import("../components/notices/SessionEnded.svelte"),
  toasts: () => import("../toasts/ToastStack.svelte"),
  lines: () => import("../components/notices/LateLines.svelte"),
};
