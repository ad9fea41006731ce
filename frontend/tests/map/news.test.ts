import { describe, expect, it } from "vitest";
import type { Cluster, Mark, Pin } from "../../src/map/features";
import { afterNews, withoutPin, type News } from "../../src/map/news";
import { contains } from "../../src/map/view";

const at = { latitude: 43.24, longitude: 76.91 };

function pin(changes: Partial<Pin> = {}): Pin {
  return {
    kind: "pin",
    id: "a",
    number: "ALM-000001",
    status: "ACCEPTED",
    categoryId: "pothole",
    isOverdue: false,
    dueAt: "2026-11-24T00:00:00Z",
    at,
    ...changes,
  };
}

function cluster(changes: Partial<Cluster> = {}): Cluster {
  return { kind: "cluster", id: "c", count: 5, overdue: 0, bbox: [76.9, 43.2, 77, 43.3], at, ...changes };
}

function news(kind: News["kind"], changes: Partial<News["serviceRequest"]> = {}): News {
  return {
    kind,
    serviceRequest: {
      id: "a",
      number: "ALM-000001",
      status: "ACCEPTED",
      category: { id: "pothole" },
      isOverdue: false,
      dueAt: "2026-11-24T00:00:00Z",
      location: at,
      ...changes,
    },
  };
}

describe("afterNews", () => {
  it("changes the pin of the request", () => {
    const other = pin({ id: "b" });
    const after = afterNews([other, pin()], news("WORK_COMPLETED", { status: "DONE" }));

    expect(after).toEqual({ marks: [other, pin({ status: "DONE", dueAt: null })], isExact: true });
  });

  it("shows a new request as a pin, or in the cluster around it", () => {
    const far = cluster({ bbox: [70, 43, 71, 44] });

    expect(afterNews([far], news("SUBMITTED"))).toEqual({ marks: [far, pin()], isExact: true });
    expect(afterNews([cluster()], news("SUBMITTED"))).toEqual({ marks: [cluster({ count: 6 })], isExact: true });
  });

  it("shows a request that was not on the map before", () => {
    expect(afterNews([], news("REOPENED")).marks).toEqual([pin()]);
  });

  it("counts a passed deadline, which a cluster cannot have more often than requests", () => {
    const breached = news("DEADLINE_BREACHED", { isOverdue: true });

    expect(afterNews([cluster()], breached).marks).toEqual([cluster({ overdue: 1 })]);
    expect(afterNews([cluster({ overdue: 5 })], breached).marks).toEqual([cluster({ overdue: 5 })]);
  });

  it("says when only the server knows what a cluster now has", () => {
    const done = news("WORK_COMPLETED", { status: "DONE" });

    expect(afterNews([cluster()], done)).toEqual({ marks: [cluster()], isExact: true });
    expect(afterNews([cluster({ overdue: 1 })], done)).toEqual({ marks: [cluster({ overdue: 1 })], isExact: false });
  });

  it("leaves the marks of before as they are", () => {
    const before: readonly Mark[] = Object.freeze([pin(), cluster({ bbox: null })]);

    afterNews(before, news("WORK_STARTED", { status: "IN_PROGRESS" }));

    expect(before[0]).toEqual(pin());
  });
});

describe("contains", () => {
  it("knows the box of a map that was dragged around the Earth", () => {
    const box = { west: 436, south: 43, east: 437, north: 44 };

    expect(contains(box, at)).toBe(true);
    expect(contains(box, { latitude: 43.24, longitude: 77.01 })).toBe(false);
    expect(contains({ ...box, south: 43.3 }, at)).toBe(false);
    expect(contains({ west: 170, south: 0, east: 190, north: 2 }, { latitude: 1, longitude: -175 })).toBe(true);
  });
});

describe("withoutPin", () => {
  it("takes away the pin of a request that passes the filter no more", () => {
    const other = pin({ id: "b" });
    expect(withoutPin([other, pin()], news("WORK_COMPLETED"))).toEqual({ marks: [other], isExact: true });
  });

  it("leaves a cluster that may have counted it to the server", () => {
    expect(withoutPin([cluster()], news("WORK_COMPLETED"))).toEqual({ marks: [cluster()], isExact: false });
    const far = cluster({ bbox: [70, 43, 71, 44] });
    expect(withoutPin([far], news("WORK_COMPLETED"))).toEqual({ marks: [far], isExact: true });
  });
});
