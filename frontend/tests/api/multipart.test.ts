import { expect, test } from "vitest";
import { hasFiles, multipartBody, sharesSent } from "../../src/api/multipart";

const first = new File(["яма"], "яма.jpg", { type: "image/jpeg" });
const second = new File(["0123456789"], 'a "b"\r\nc.png', { type: "image/png" });

function body() {
  const variables = { id: "r1", input: { photos: [first, second], shots: [{ latitude: 43.2 }] }, note: null };
  return multipartBody({ query: "mutation M { x }", operationName: "M", variables }, "edge");
}

test("the body is parsed as a standard multipart form", async () => {
  const { blob, contentType } = body();

  const form = await new Response(blob, { headers: { "Content-Type": contentType } }).formData();

  expect(JSON.parse(form.get("operations") as string)).toEqual({
    query: "mutation M { x }",
    operationName: "M",
    variables: { id: "r1", input: { photos: [null, null], shots: [{ latitude: 43.2 }] }, note: null },
  });
  expect(JSON.parse(form.get("map") as string)).toEqual({
    0: ["variables.input.photos.0"],
    1: ["variables.input.photos.1"],
  });
  const files = [form.get("0"), form.get("1")] as File[];
  expect(await Promise.all(files.map((file) => file.text()))).toEqual(["яма", "0123456789"]);
  expect(files.map(({ type }) => type)).toEqual(["image/jpeg", "image/png"]);
});

test("the parts are in the order operations, map, files, so that a server can stream the body", async () => {
  const text = await body().blob.text();

  const order = ['name="operations"', 'name="map"', 'name="0"', 'name="1"'].map((part) => text.indexOf(part));

  expect(order.toSorted((one, other) => one - other)).toEqual(order);
  expect(order).not.toContain(-1);
});

test("the ranges are those of the bytes of the files", async () => {
  const { blob, ranges } = body();

  const cut = await Promise.all(ranges.map(({ start, end }) => blob.slice(start, end).text()));

  expect(cut).toEqual(["яма", "0123456789"]);
});

test("a name cannot end its own header", async () => {
  expect(await body().blob.text()).toContain('filename="a %22b%22%0D%0Ac.png"');
});

test("sent bytes count for the file in whose range they are", () => {
  const ranges = [{ start: 100, end: 200 }, { start: 250, end: 270 }];

  expect(sharesSent(ranges, 90)).toEqual([0, 0]);
  expect(sharesSent(ranges, 150)).toEqual([0.5, 0]);
  expect(sharesSent(ranges, 260)).toEqual([1, 0.5]);
  expect(sharesSent(ranges, 999)).toEqual([1, 1]);
});

test("an empty file is sent when its offset is reached", () => {
  expect([sharesSent([{ start: 10, end: 10 }], 9), sharesSent([{ start: 10, end: 10 }], 10)]).toEqual([[0], [1]]);
});

test("only variables with a file are sent as a form", () => {
  expect([hasFiles({ photos: [] }), hasFiles({ a: null, b: { c: [first] } })]).toEqual([false, true]);
});
