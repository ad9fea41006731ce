import type { Component } from "svelte";
import { componentStories } from "./componentstories";
import { panelStories } from "./panelstories";
import { partStories } from "./partstories";
import type { Stories } from "./some";

export type { Story } from "./some";

const folder = "../src/";
const files = import.meta.glob<{ default: Component<Record<string, unknown>> }>([
  "../src/{components,panels,wall,scoreboard,table,actions,photos,map}/**/*.svelte",
]);

/** Those that show nothing without a server, or are a whole screen: the browser tests look at them. */
export const withoutStory: ReadonlySet<string> = new Set([
  "actions/ActionPanel", "actions/WaitingStep", "actions/WaitingSteps", "actions/WorkBar",
  "map/MapCanvas", "map/ZoneOverlay",
  "panels/akimat/PeoplePanel", "panels/citizen/CitizenRequests", "panels/citizen/PendingFold",
  "panels/citizen/PendingReports", "panels/city/SpotPanel", "panels/executor/BurningPanel",
  "panels/executor/MyTasks", "panels/executor/NearPanel", "panels/report/ReportPanel",
  "photos/Gallery", "photos/PhotoTools", "scoreboard/Scoreboard",
  "table/BulkBar", "table/BulkReport", "table/Drawer", "table/RequestTable", "table/TableFilters", "table/TablePanel",
  "wall/Wall", "wall/WallMap",
]);

/** The paths of all components that can be shown, such as `components/fields/TextField`. */
export const components = Object.keys(files)
  .map((path) => path.slice(folder.length, -".svelte".length))
  .filter((path) => !withoutStory.has(path))
  .sort();

/** The states of every component; `tests/gallery` fails when one has none. */
export const stories: Stories = {
  ...Object.fromEntries(Object.entries(componentStories).map(([name, states]) => [`components/${name}`, states])),
  ...panelStories,
  ...partStories,
};

export async function componentAt(path: string): Promise<Component<Record<string, unknown>>> {
  const load = files[`${folder}${path}.svelte`];
  if (load === undefined) throw new Error(`there is no component ${path}`);
  return (await load()).default;
}
