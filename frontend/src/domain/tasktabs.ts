/** The tabs of an executor's screen, in the order on screen; the names stand in the address bar. */
export const taskTabs = ["mine", "near", "burning", "free"] as const;
export type TaskTab = (typeof taskTabs)[number];

/** Returns the tab that the address bar names; null for none. */
export function taskTabIn(text: string | undefined): TaskTab | null {
  return taskTabs.find((tab) => tab === text) ?? null;
}
