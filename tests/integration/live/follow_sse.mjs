// Follows cityFeed with the npm client graphql-sse until `last` is seen; prints every position it was given.
// Usage: node follow_sse.mjs URL AFTER LAST
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../frontend/package.json', import.meta.url));
const { createClient } = require('graphql-sse');

const [url, after, last] = process.argv.slice(2);
const query = `subscription ($after: Cursor) {
  cityFeed(cityId: "almaty", after: $after) { cursor kind serviceRequest { id version } }
}`;
// The client writes the request anew at each attempt, so the cursor in it is always the last one seen.
const request = { query, variables: { after } };
const positions = [];
let connections = 0;

const client = createClient({
  url,
  retryAttempts: Infinity,
  retry: () => new Promise((resolve) => setTimeout(resolve, 5)),
  onMessage: () => {},
  fetchFn: (...given) => ((connections += 1), fetch(...given)),
});

client.subscribe(request, {
  next: ({ data, errors }) => {
    if (errors) throw new Error(JSON.stringify(errors));
    request.variables.after = data.cityFeed.cursor;
    positions.push(Number(data.cityFeed.cursor.split(':')[1]));
    if (positions.at(-1) >= Number(last)) {
      process.stdout.write(JSON.stringify({ positions, connections }), () => process.exit(0));
    }
  },
  error: (error) => {
    console.error(error);
    process.exit(1);
  },
  complete: () => process.exit(2),
});
