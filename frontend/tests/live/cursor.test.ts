import { expect, test } from "vitest";
import { CursorTrail } from "../../src/live/cursor";

test("remembers the last cursor", () => {
  const trail = new CursorTrail("e:1");

  trail.advance("e:2");

  expect(trail.last).toBe("e:2");
});

test("refuses a duplicate and keeps the last cursor", () => {
  const trail = new CursorTrail();
  trail.advance("e:2");
  trail.advance("e:3");

  expect(trail.advance("e:2")).toBe(false);
  expect(trail.last).toBe("e:3");
});

test("after a restart the same cursors are accepted again", () => {
  const trail = new CursorTrail();
  trail.advance("e:2");

  trail.restart(null);

  expect(trail.last).toBeNull();
  expect(trail.advance("e:2")).toBe(true);
});

test("an event without a cursor is never a duplicate", () => {
  const trail = new CursorTrail("e:1");

  expect(trail.advance(null)).toBe(true);
  expect(trail.last).toBe("e:1");
});

test("the number of remembered cursors is bounded", () => {
  const trail = new CursorTrail();
  for (let position = 0; position < 600; position += 1) trail.advance(`e:${position}`);

  expect(trail.advance("e:0")).toBe(true);
  expect(trail.advance("e:599")).toBe(false);
});
