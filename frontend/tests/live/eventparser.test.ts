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

test("an event has a name and data; comments, ids and times to wait are none", () => {
  expect(new EventParser().push(text)).toEqual(events);
});

test.each([1, 2, 3, 7])("cut into pieces of %i the text means the same", (size) => {
  const parser = new EventParser();
  const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];

  expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(events);
});

test.each(["\r", "\r\n"])("lines may end with %j, also between two pieces", (end) => {
  const parser = new EventParser();
  const pieces = text.replaceAll("\n", end).split("");

  // The last line's end is known to be one when something follows it.
  expect([...pieces, ":"].flatMap((piece) => parser.push(piece))).toEqual(events);
});

test("lines of data are one text, and only one blank is taken away before it", () => {
  expect(new EventParser().push("data:  a\ndata:b\n\n")).toEqual([{ name: "", data: " a\nb" }]);
});

test("an event that is not finished is none", () => {
  const parser = new EventParser();

  expect(parser.push("event: next\ndata: 1\n")).toEqual([]);
  expect(parser.push("\n")).toEqual([{ name: "next", data: "1" }]);
});
