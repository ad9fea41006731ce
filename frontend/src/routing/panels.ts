/** What opens over a screen and is imported then. `ahead.ts` fetches it while nothing else is to be done. */
export const panels = {
  report: () => import("../panels/ReportPanel.svelte"),
  spot: () => import("../panels/SpotPanel.svelte"),
  taskMap: () => import("../map/TaskMap.svelte"),
};
