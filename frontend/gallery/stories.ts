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

/** The paths of the components of `components/`, such as `components/fields/TextField`. */
export const components = Object.keys(files)
  .map((path) => path.slice(folder.length, -".svelte".length))
  .filter((path) => path.startsWith("components/"))
  .sort();

/**
 * The states of components: of each in `components/`, or `tests/gallery` fails, and of all other parts of the page that
 * show something without a server.
 */
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
