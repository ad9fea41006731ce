/** The newest version of each request of which a state has had an event. */
export type Known = ReadonlyMap<string, number>;

/** Returns what is known after an event; the same where the event came late or a second time. */
export function knownAfter(before: Known, { id, version }: { id: string; version: number }): Known {
  return version <= (before.get(id) ?? 0) ? before : new Map(before).set(id, version);
}
