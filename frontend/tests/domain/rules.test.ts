import { describe, expect, it } from "vitest";
import { draftsOf, inputOf, moved, newDraft, rowOf } from "../../src/domain/rules";

const organisation = { id: "o1", name: "Жол жөндеу" };
const rules = {
  version: 3,
  rules: [
    { category: { id: "pothole" }, district: { id: "almaty_medeu" }, organisation, executorCount: 2 },
    { category: null, district: null, organisation, executorCount: 2 },
  ],
};

describe("the table of rules", () => {
  it("goes into the form and back without a change", () => {
    expect(inputOf("almaty", 3, draftsOf(rules))).toEqual({
      cityId: "almaty",
      version: 3,
      rules: [
        { categoryId: "pothole", districtId: "almaty_medeu", organisationId: "o1" },
        { categoryId: null, districtId: null, organisationId: "o1" },
      ],
    });
  });

  it("moves a row within the table and never out of it", () => {
    const drafts = draftsOf(rules);
    expect(moved(drafts, 0, 1).map(({ key }) => key)).toEqual([1, 0]);
    expect(moved(drafts, 1, -1).map(({ key }) => key)).toEqual([1, 0]);
    expect(moved(drafts, 0, -1)).toEqual(drafts);
    expect(moved(drafts, 1, 1)).toEqual(drafts);
  });

  it("gives a new row a key that no other row has", () => {
    expect(newDraft([]).key).toBe(0);
    expect(newDraft(moved(draftsOf(rules), 0, 1)).key).toBe(2);
  });

  it.each([["rules[0]", 1], ["rules[12].districtId", 13], ["version", null], [null, null]])(
    "finds the row that %s is about",
    (field, row) => expect(rowOf(field)).toBe(row),
  );
});
