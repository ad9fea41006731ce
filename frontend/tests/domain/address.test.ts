import { expect, test } from "vitest";
import { looksLikeState } from "../../src/domain/address";

test.each(["duty@gov.kz", "duty@almaty.gov.kz", " Duty@Sub.Almaty.GOV.KZ "])(
  "%j is an address of the state",
  (email) => {
    expect(looksLikeState(email)).toBe(true);
  },
);

test.each(["duty@example.kz", "duty@notgov.kz", "duty@gov.kz.example.com", "duty@govxkz"])(
  "%j is no address of the state",
  (email) => {
    expect(looksLikeState(email)).toBe(false);
  },
);
