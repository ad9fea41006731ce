import { emptyValues } from "../../../src/actions/form";
import type { StepAction } from "../../../src/outbox/step";
import type { Outcome } from "../../../src/stores/outbox/attendance";
import { StepOutbox } from "../../../src/stores/outbox/steps.svelte";
import { FakeLocks } from "../../drafts/fakelocks";
import { FakeStepStore } from "../../drafts/fakeoutboxstore";
import { FakeServer, type Refusal } from "../../fakeserver";
import { someRequest } from "../../somerequest";

export let server: FakeServer;
export let store: FakeStepStore;
export let pauses: number[];
export let tabs: (() => void)[];

/** Starts a browser without steps, and the server that it talks to. */
export function startBrowser(): void {
  server = new FakeServer();
  store = new FakeStepStore();
  pauses = [];
  tabs = [];
  new FakeLocks();
}

export function closeTabs(): void {
  tabs.forEach((close) => close());
}

/** A tab of Қайрат's browser. */
export function tab(owner = "kairat"): StepOutbox {
  const steps = new StepOutbox(store, async (milliseconds) => void pauses.push(milliseconds));
  tabs.push(steps.open(owner));
  return steps;
}

export function take(steps: StepOutbox, action: StepAction, values: object = {}): Promise<Outcome> {
  const step = { requestId: "r1", number: "ALM-000001", action, values: { ...emptyValues(), ...values } };
  return steps.take(step, null, () => {});
}

const operations: Partial<Record<StepAction, [operation: string, field: string]>> = {
  CLAIM: ["ClaimServiceRequest", "claimServiceRequest"],
  START: ["StartWork", "startWork"],
  COMMENT: ["AddComment", "addComment"],
  REJECT: ["RejectServiceRequest", "rejectServiceRequest"],
  MERGE: ["MergeServiceRequest", "mergeServiceRequest"],
};

/** Lets the server take these steps, once under an id. */
export function accept(...actions: StepAction[]): string[] {
  const taken = new Map<string, string>();
  const order: string[] = [];
  for (const action of actions) {
    const [operation, field] = operations[action]!;
    server.on(operation, ({ stepId }) => {
      if (!taken.has(stepId as string)) order.push(action);
      taken.set(stepId as string, action);
      return { [field]: someRequest({ id: "r1" }) };
    });
  }
  return order;
}

export function refuse(action: StepAction, refused: string, rest: Partial<Refusal> = {}): void {
  server.on(operations[action]![0], { refused, ...rest });
}

export function states(steps: StepOutbox): string[] {
  return steps.steps.map(({ step }) => `${step.action} ${step.refusal?.code ?? "waits"}`);
}
