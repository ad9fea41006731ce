import { expect, test } from "vitest";
import { unisolatedIn } from "./isolation";

const typed = (markup: string, script = "") => unisolatedIn(`<script lang="ts">${script}</script>\n${markup}`);

const components = import.meta.glob<string>("../../src/**/*.svelte", {
  query: "?raw",
  import: "default",
  eager: true,
});

// Reading a hundred components takes seconds on a busy machine.
test("what a person typed stands in a bdi element or in one with dir=auto, on every screen", () => {
  const found = Object.entries(components).flatMap(([path, source]) =>
    unisolatedIn(source).map((place) => `${path}: ${place}`),
  );
  expect(Object.keys(components).length).toBeGreaterThan(80);
  expect(found).toEqual([]);
}, 60_000);

test.each([
  ["a field", "<p>{request.address}</p>", ""],
  ["a part of a text", "<p>{`${number} · ${request.address}`}</p>", ""],
  ["one of two values", "<p>{person.fullName ?? unknown}</p>", ""],
  ["joined", '<p>{[request.address, city].filter(Boolean).join(", ")}</p>', ""],
  ["by a variable", "<p>{shown}</p>", "const shown = $derived(entry.note ?? other);"],
  ["by a function", "<p>{shown(entry)}</p>", "function shown(one) { if (one.note) return one.note; return other; }"],
  ["within a component", "<Card>{entry.note}</Card>", ""],
])("%s without a direction of its own is found", (_name, markup, script) => {
  expect(typed(markup, script)).toHaveLength(1);
});

test.each([
  ["the component", "<p><UserText text={request.address} /></p>", ""],
  ["an element", "<p dir='auto'>{entry.note}</p>", ""],
  ["an argument of a message, which isolates it", '<p>{t("blocked-for", { reason: entry.reason })}</p>', ""],
  ["a condition", "<p>{entry.note ? yes : no}</p>", ""],
  ["a name from the catalogue", "<p>{category[locale.language]}</p>", ""],
])("%s is accepted", (_name, markup, script) => {
  expect(typed(markup, script)).toEqual([]);
});
