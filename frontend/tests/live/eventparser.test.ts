import { expect, test } from "vitest";
import { EventParser } from "../../src/live/eventparser";

const text =
  'retry: 2000\n\n:\n\nevent: next\ndata: {"id":"1"}\n\n' +
  'id: e:7\nevent: next\ndata: {"id":"2"}\n\nevent: complete\ndata:\n\n';
const events = [
  { name: "next", data: '{"id":"1"}' },
  { name: "next", data: '{"id":"2"}' },
  { name: "complete", data: "" },
];

test("an event has a name and data; comments, `id` and `retry` are ignored", () => {
  expect(new EventParser().push(text)).toEqual(events);
});

test.each([1, 2, 3, 7])("the text in pieces of %i gives the same events", (size) => {
  const parser = new EventParser();
  const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];

  expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(events);
});

test.each(["\r", "\r\n"])("lines end with %j, also between two pieces", (end) => {
  const parser = new EventParser();
  const pieces = text.replaceAll("\n", end).split("");

  // The parser recognises the last line end only when another character follows.
  expect([...pieces, ":"].flatMap((piece) => parser.push(piece))).toEqual(events);
});

test("several data lines are joined, and one leading space is removed", () => {
  expect(new EventParser().push("data:  a\ndata:b\n\n")).toEqual([{ name: "", data: " a\nb" }]);
});

test("an unfinished event is not returned", () => {
  const parser = new EventParser();

  expect(parser.push("event: next\ndata: 1\n")).toEqual([]);
  expect(parser.push("\n")).toEqual([{ name: "next", data: "1" }]);
});
