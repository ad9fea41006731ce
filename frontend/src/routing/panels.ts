/**
 * What opens over a screen, or in it, and is imported then. `ahead.ts` fetches some of it while nothing else is to be
 * done.
 */
export const panels = {
  report: () => import("../panels/ReportPanel.svelte"),
  sent: () => import("../panels/SentPanel.svelte"),
  spot: () => import("../panels/SpotPanel.svelte"),
  taskMap: () => import("../map/TaskMap.svelte"),
  table: () => import("../table/TablePanel.svelte"),
  drawer: () => import("../table/Drawer.svelte"),
};
