import type { EventFieldsFragment, EventKind, ScoreboardQuery } from "../gql/documents";
import { knownAfter, type Known } from "./known";

export type Score = ScoreboardQuery["executors"][number];
type Step = Pick<EventFieldsFragment, "kind"> & {
  serviceRequest: Pick<EventFieldsFragment["serviceRequest"], "id" | "version">;
};

/** The figures of the executors of a city: what the server last answered. */
export interface ScoresState {
  /** Null until the server has answered. */
  readonly scores: readonly Score[] | null;
  readonly known: Known;
}

export interface ReducedScores {
  readonly state: ScoresState;
  /** Whether the server has to be asked: a rank and a median depend on all works of all executors. */
  readonly isStale: boolean;
}

export const emptyScores: ScoresState = { scores: null, known: new Map() };

// These change no figure of an executor: no work begins, ends or is judged by them.
const withoutFigures: ReadonlySet<EventKind> = new Set([
  "SUBMITTED", "COMMENTED", "DEADLINE_AT_RISK", "DEADLINE_ESCALATED", "VERDICT_REMINDED", "VERDICT_ASKED_AGAIN",
  "WORDS_REMOVED", "TEXT_HIDDEN", "TEXT_SHOWN", "DISTRICT_SET",
]);

/** Returns the figures after an answer of the server. What it is about need not be remembered. */
export function scoresAfterAnswer(scores: readonly Score[]): ScoresState {
  return { scores, known: new Map() };
}

/** Returns the figures after a step; one that came late or a second time changes none. */
export function scoresAfterEvent(before: ScoresState, { kind, serviceRequest }: Step): ReducedScores {
  const known = knownAfter(before.known, serviceRequest);
  if (known === before.known) return { state: before, isStale: false };
  return { state: { ...before, known }, isStale: !withoutFigures.has(kind) };
}
