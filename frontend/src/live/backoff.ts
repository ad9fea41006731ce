const firstCeilingMilliseconds = 400;
const lastCeilingMilliseconds = 10_000;

/**
 * Returns a pause with full jitter: after a deploy all clients reconnect, and they must not do it at the same moment.
 */
export function backoffMilliseconds(retries: number, random: () => number = Math.random): number {
  const ceiling = Math.min(lastCeilingMilliseconds, firstCeilingMilliseconds * 2 ** Math.min(retries, 16));
  return random() * ceiling;
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
