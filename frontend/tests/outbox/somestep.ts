import { emptyValues } from "../../src/actions/form";
import type { Step } from "../../src/outbox/step";

/** A step of Қайрат on the request `r1`. */
export function someStep(changes: Partial<Step> = {}): Step {
  return {
    id: "s1",
    owner: "kairat",
    requestId: "r1",
    number: "ALM-000001",
    action: "CLAIM",
    values: emptyValues(),
    photoCount: 0,
    queuedAt: 1,
    refusal: null,
    ...changes,
  };
}

export const refusal = { code: "CONFLICT", field: null, number: null, executor: "Асель", status: null };
