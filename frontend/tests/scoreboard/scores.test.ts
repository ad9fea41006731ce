import { expect, test } from "vitest";
import { directionOf, percentOf, requestsOf, sortedBy, type Score } from "../../src/scoreboard/scores";

type Change = Partial<Omit<Score, "record">> & { name: string; record?: Partial<NonNullable<Score["record"]>> | null };

function score({ name, record = null, ...change }: Change): Score {
  return {
    executor: { id: name, name, fullName: null, isHead: false, organisation: null },
    active: 0, done: 0, averageRating: null, markedRequests: 0,
    disputedRequests: 0,
    ...change,
    record: record === null ? null : {
      since: "2025-12-01", done: 0, doneOnTime: 0, doneLate: 0, onTimeShare: null, onTimeLow: 0, onTimeHigh: 1,
      medianHoursOfWork: null, reopenRate: null, rank: null,
      ...record,
    },
  };
}

const names = (scores: readonly Score[]) => scores.map(({ executor }) => executor.name);

const many = score({ name: "many", done: 900, record: { onTimeShare: 0.93, onTimeLow: 0.91, rank: 1 } });
const some = score({ name: "some", done: 40, record: { onTimeShare: 0.95, onTimeLow: 0.83, rank: 2 } });
const lucky = score({ name: "lucky", done: 3, record: { onTimeShare: 1, onTimeLow: 0.44, rank: null } });
const fresh = score({ name: "fresh" });

test("a few lucky works do not outrank hundreds: the lower end of the interval decides, and a rank is needed", () => {
  expect(names(sortedBy([fresh, lucky, some, many], "onTime", false))).toEqual(["many", "some", "lucky", "fresh"]);
  expect(names(sortedBy([fresh, lucky, some, many], "onTime", true))).toEqual(["some", "many", "lucky", "fresh"]);
});

test("short work and few returns are better than long work and many", () => {
  const [fast, slow] = [
    score({ name: "fast", record: { medianHoursOfWork: 2, reopenRate: 0.3 } }),
    score({ name: "slow", record: { medianHoursOfWork: 50, reopenRate: 0 } }),
  ];

  expect(names(sortedBy([slow, fresh, fast], "work", false))).toEqual(["fast", "slow", "fresh"]);
  expect(names(sortedBy([slow, fresh, fast], "reopened", false))).toEqual(["slow", "fast", "fresh"]);
  expect(directionOf("work", false)).toBe("ascending");
  expect(directionOf("rating", false)).toBe("descending");
  expect(directionOf("rating", true)).toBe("ascending");
});

test("what has to be looked at comes first by load and by marks", () => {
  const [busy, checked] = [score({ name: "busy", active: 9 }), score({ name: "checked", markedRequests: 4 })];

  expect(names(sortedBy([checked, busy], "active", false))).toEqual(["busy", "checked"]);
  expect(names(sortedBy([busy, checked], "marked", false))).toEqual(["checked", "busy"]);
});

test("a figure leads to the requests of the executor behind it", () => {
  expect(requestsOf(many, "active")).toEqual({ executor: "many", show: "open" });
  expect(requestsOf(many, "onTime")).toEqual({ executor: "many", late: "0", donesince: "2025-12-01" });
  expect(requestsOf(many, "late")).toEqual({ executor: "many", late: "1", donesince: "2025-12-01" });
  expect(requestsOf(many, "done")).toEqual({ executor: "many", done: "1" });
  expect(requestsOf(many, "reopened")).toEqual({ executor: "many", disputed: "1" });
  expect(requestsOf(many, "marked")).toEqual({ executor: "many", marked: "1" });
});

test("all and none are said only where it is exactly so", () => {
  expect([1, 0.999, 0.5, 0.001, 0].map(percentOf)).toEqual([100, 99, 50, 1, 0]);
});
