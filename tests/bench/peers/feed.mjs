// What every JavaScript server under measurement shares: the schema, the events from Redis, one queue a subscription.
import { readFileSync } from "node:fs";
import Redis from "ioredis";

export const typeDefs = readFileSync(process.env.SCHEMA, "utf8");

/** Calls `publish(topic, value)` for every event of the stream; `value` is what the subscription field yields. */
export async function follow(publish) {
  const redis = new Redis(process.env.REDIS_URL);
  let last = "$";
  for (;;) {
    const found = await redis.xread("BLOCK", 1000, "STREAMS", process.env.STREAM, last);
    for (const [id, fields] of found ? found[0][1] : []) {
      last = id;
      const pairs = fields.map((name, at) => [name, fields[at + 1]]);
      const entry = Object.fromEntries(pairs.filter((_, at) => at % 2 === 0));
      publish(entry.topic, { [entry.field]: JSON.parse(entry.value) });
    }
  }
}

/** The two subscriptions that are measured, each a stream of its topic. */
export const subscriptions = (listen) => ({
  cityFeed: { subscribe: (_root, { cityId }) => listen(`city:${cityId}`) },
  serviceRequestChanged: { subscribe: (_root, { id }) => listen(`request:${id}`) },
});

/** A plain hub: an asynchronous iterator with a queue for each subscription, as the guides of graphql-ws show it. */
export class Hub {
  #topics = new Map();

  publish(topic, value) {
    for (const push of this.#topics.get(topic) ?? []) push(value);
  }

  listen(topic) {
    const waiting = [];
    let wake = null;
    const push = (value) => {
      if (wake) {
        wake({ value, done: false });
        wake = null;
      } else waiting.push(value);
    };
    const listeners = this.#topics.get(topic) ?? new Set();
    this.#topics.set(topic, listeners.add(push));
    return {
      next: () =>
        waiting.length
          ? Promise.resolve({ value: waiting.shift(), done: false })
          : new Promise((resolve) => (wake = resolve)),
      return: () => {
        listeners.delete(push);
        wake?.({ value: undefined, done: true });
        return Promise.resolve({ value: undefined, done: true });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
