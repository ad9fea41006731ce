// Written by `python -m scripts.generated` from `app/domain`. Do not edit.
/** The longest texts that the server accepts, in characters as `lengthOf` counts them. */
export const limits = {
  address: 300,
  description: 4000,
  comment: 2000,
  note: 1000,
  reason: 1000,
  decisionReason: 500,
  personName: 100,
  organisationName: 120,
  search: 100,
} as const;

/** The sizes of a circle that an account follows, and how many areas one account may follow. */
export const areaLimits = {
  leastMetres: 100,
  mostMetres: 3000,
  most: 10,
} as const;
