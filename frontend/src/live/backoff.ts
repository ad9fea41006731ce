const firstCeilingMilliseconds = 400;
const lastCeilingMilliseconds = 10_000;

/** Full jitter: a deploy drops every socket at once, and they must not all come back at once. */
export function backoffMilliseconds(retries: number, random: () => number = Math.random): number {
  const ceiling = Math.min(lastCeilingMilliseconds, firstCeilingMilliseconds * 2 ** Math.min(retries, 16));
  return random() * ceiling;
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
