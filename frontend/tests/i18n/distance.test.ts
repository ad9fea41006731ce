import { expect, test } from "vitest";
import { formatDistance } from "../../src/i18n/distance";
import { texts } from "./texts";

test.each([
  [4, "10 м"], [87, "90 м"], [994, "990 м"], [996, "1 км"], [1_240, "1,2 км"], [9_940, "9,9 км"], [14_400, "14 км"],
])("%i metres are %s", (metres, text) => {
  expect(formatDistance(metres, texts.ru)).toBe(text);
});
