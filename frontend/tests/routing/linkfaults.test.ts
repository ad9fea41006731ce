import { expect, test } from "vitest";
import { faultsOf } from "../../src/routing/linkfaults";
import { parseRoute } from "../../src/routing/route";

const known = { cities: ["almaty"], categories: ["pothole"] };
const id = "0190a5c1-7b2e-7cc3-9d1f-0123456789ab";

test.each([
  ["#/map?city=atlantis", ["city=atlantis"]],
  ["#/map?at=12/99/181", ["at=12/99/181"]],
  ["#/map?spot=here&lang=xx", ["spot=here", "lang=xx"]],
  ["#/city?show=some&order=BEST&overdue=yes&category=dragons", [
    "show=some", "order=BEST", "overdue=yes", "category=dragons",
  ]],
  ["#/city?unassigned=yes&from=2026-02-30&to=today&period=ALL&box=1,2&open=it&author=me&source=PIGEON", [
    "unassigned=yes", "from=2026-02-30", "to=today", "period=ALL", "box=1,2", "open=it", "author=me", "source=PIGEON",
  ]],
  ["#/city?status=DONE,LOST&category=pothole,dragons", ["status=DONE,LOST", "category=pothole,dragons"]],
  ["#/board?month=2026-13", ["month=2026-13"]],
  ["#/people?who=somewhere", ["who=somewhere"]],
  [`#/request/${id}?photo=x&notice=first`, ["photo=x", "notice=first"]],
  ["#/signin?next=nonsense", ["next=nonsense"]],
  [`#/map?city=${"x".repeat(60)}`, [`city=${"x".repeat(40)}…`]],
])("%s has parts that mean nothing", (hash, faults) => {
  expect(faultsOf(parseRoute(hash), known)).toEqual(faults);
});

test.each([
  "#/map?city=almaty&lang=ru&at=12/43.2/76.9",
  "#/city?show=done&order=OLDEST&overdue=1&category=pothole&text=%D1%8F%D0%BC%D0%B0",
  `#/request/${id}?photo=${id}&notice=12`,
  `#/city?status=DONE,REJECTED&from=2026-11-01&to=2026-11-30&unassigned=1&period=DAYS_7&open=${id}`,
  "#/signin?next=city%3Foverdue%3D1",
  "#/map?utm_source=newsletter&fbclid=1&constructor=1",
])("%s has none", (hash) => {
  expect(faultsOf(parseRoute(hash), known)).toEqual([]);
});

test("names are not judged before they are known", () => {
  expect(faultsOf(parseRoute("#/map?city=atlantis"), { cities: null, categories: null })).toEqual([]);
});
