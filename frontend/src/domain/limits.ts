// Written by `python -m scripts.generated` from app/domain/text/limits.py. Do not edit.
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
