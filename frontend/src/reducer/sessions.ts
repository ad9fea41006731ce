import type { OwnSessionsQuery } from "../gql/documents";

export type OwnSession = OwnSessionsQuery["sessions"][number];

/** What the viewer has ended here: one session by its id, or all but that of this device. */
export type Ended = { readonly id: string } | "OTHERS";

/** Returns the sessions that the server has named: the one of this device first, the others in the server's order. */
export function sessionsAfterAnswer(answer: readonly OwnSession[]): readonly OwnSession[] {
  return answer.toSorted((one, other) => Number(other.current) - Number(one.current));
}

/** Returns the sessions without those that were ended. It may be applied more than once. */
export function sessionsAfterEnd(before: readonly OwnSession[], ended: Ended): readonly OwnSession[] {
  return before.filter(({ id, current }) => (ended === "OTHERS" ? current : id !== ended.id));
}
