import { RequestList } from "../requests/list.svelte";

/** The requests of a city whose deadline is near or has passed, the most urgent first: those of now, not of events. */
export function alertsOf(cityId: string): RequestList {
  return new RequestList({ cityId, atRisk: true }, "DUE_FIRST");
}
