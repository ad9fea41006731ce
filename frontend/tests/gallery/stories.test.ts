// @vitest-environment happy-dom
import { flushSync, mount, unmount } from "svelte";
import { beforeEach, expect, test } from "vitest";
import { componentAt, components, stories } from "../../gallery/stories";
import { languages } from "../../src/i18n/language";
import { locale } from "../../src/i18n/locale.svelte";
import { FakeServer } from "../fakeserver";
import { fillCatalogue } from "../screens/catalogue";

beforeEach(() => {
  new FakeServer().on("Organisations", { organisations: [] }).hasNetwork = false;
  fillCatalogue();
});

test("every component has a story, and each state of one has a name of its own", () => {
  expect(components.length).toBeGreaterThan(25);
  expect(Object.keys(stories).length).toBeGreaterThan(100);
  expect(components.filter((path) => !(path in stories))).toEqual([]);
  for (const [path, ofOne] of Object.entries(stories)) expect(new Set(ofOne.map(({ name }) => name)).size, path)
    .toBe(ofOne.length);
});

test.each(Object.keys(stories))("each story of %s can be shown in every language", async (path) => {
  const component = await componentAt(path);
  for (const language of languages) {
    await locale.choose(language);
    for (const { props, setup } of stories[path]!) {
      setup?.();
      const target = document.createElement("div");
      document.body.append(target);
      const shown = mount(component, { target, props: { ...props } });
      flushSync();
      expect(target.innerHTML).not.toBe("");
      await unmount(shown);
      target.remove();
    }
  }
});
