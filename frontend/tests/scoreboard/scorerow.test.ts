// @vitest-environment happy-dom
import { expect, test } from "vitest";
import ScoreRow from "../../src/scoreboard/ScoreRow.svelte";
import { MountedScreen } from "../screens/mountedscreen";

test("thousands of finished and open requests are written in groups", async () => {
  const score = {
    executor: { id: "e1", name: "Асель", fullName: null, isHead: false, organisation: null },
    active: 4_218, done: 125_301, averageRating: null, markedRequests: 1_002, disputedRequests: 3_400, record: null,
  };
  const row = new MountedScreen(ScoreRow, { score });

  const numbers = (["active", "done", "marked", "reopened"] as const).map(
    (figure) => row.get(`score-${figure}`).textContent?.match(/\d[\d,\s]*\d/)?.[0].replace(/[\s,]/g, " "),
  );
  expect(numbers).toEqual(["4 218", "125 301", "1 002", "3 400"]);
  await row.close();
});
