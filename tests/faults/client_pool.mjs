// Hundreds of clients of the npm package graphql-ws in one process; they reconnect by themselves, as the page does.
// Usage: node --experimental-websocket client_pool.mjs URL AFTER COUNT
// It prints "ready", reads the last position to wait for,
// then prints what all of them were given.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(new URL('../../frontend/package.json', import.meta.url));
const { createClient } = require('graphql-ws');

const [url, after, count] = process.argv.slice(2);
const query = 'subscription ($after: Cursor) { it: cityFeed(cityId: "almaty", after: $after) { cursor } }';
const closed = {};
let connections = 0;
let ready = 0;

// The page's own backoff (frontend/src/live/backoff.ts), with a lower ceiling: a test has no hours.
const wait = (retries) => Math.random() * Math.min(2_000, 400 * 2 ** Math.min(retries, 16));

function follow() {
  // The client writes the payload anew at each attempt, so the cursor in it is always the last one seen.
  const payload = { query, variables: { after } };
  const watcher = { positions: [], failed: null };
  const client = createClient({
    url,
    lazy: true,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, wait(retries))),
    on: {
      connected: (_socket, _payload, again) => {
        connections += 1;
        if (!again && (ready += 1) === Number(count)) console.log('ready');
      },
      closed: ({ code }) => (closed[code] = (closed[code] ?? 0) + 1),
    },
  });
  client.subscribe(payload, {
    next: ({ data, errors }) => {
      if (errors) return void (watcher.failed = JSON.stringify(errors));
      payload.variables.after = data.it.cursor;
      watcher.positions.push(Number(data.it.cursor.split(':')[1]));
    },
    error: (error) => (watcher.failed = String(error.reason ?? error.message ?? JSON.stringify(error))),
    complete: () => (watcher.failed ??= 'completed'),
  });
  return watcher;
}

const watchers = Array.from({ length: Number(count) }, follow);

createInterface({ input: process.stdin }).once('line', (last) => {
  const end = () => {
    const failed = watchers.filter((watcher) => watcher.failed).map((watcher) => watcher.failed);
    const kinds = [...new Set(watchers.map(({ positions }) => JSON.stringify(positions)))];
    const all = watchers.every(({ positions }) => positions.at(-1) >= Number(last));
    if (!all && failed.length === 0) return void setTimeout(end, 50);
    const told = { failed, connections, closed, positions: kinds.slice(0, 3).map((kind) => JSON.parse(kind)) };
    process.stdout.write(JSON.stringify(told) + '\n', () => process.exit(0));
  };
  end();
});
