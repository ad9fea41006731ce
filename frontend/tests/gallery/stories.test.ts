// @vitest-environment happy-dom
import { flushSync, mount, unmount } from "svelte";
import { beforeEach, expect, test } from "vitest";
import { componentAt, components, stories, withoutStory } from "../../gallery/stories";
import { languages } from "../../src/i18n/language";
import { locale } from "../../src/i18n/locale.svelte";
import { FakeServer } from "../fakeserver";
import { fillCatalogue } from "../screens/catalogue";

beforeEach(() => {
  new FakeServer().on("Organisations", { organisations: [] }).hasNetwork = false;
  fillCatalogue();
});

test("every component has a story, and every story is of a component", () => {
  expect(components.length).toBeGreaterThan(100);
  expect(Object.keys(stories).sort()).toEqual(components);
  for (const [path, ofOne] of Object.entries(stories)) expect(new Set(ofOne.map(({ name }) => name)).size, path)
    .toBe(ofOne.length);
});

test("what has no story is a component, and has none", async () => {
  for (const path of withoutStory) expect(await componentAt(path), path).toBeDefined();
  expect(Object.keys(stories).filter((path) => withoutStory.has(path))).toEqual([]);
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
