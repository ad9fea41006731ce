import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { catalogues } from "./catalogues.ts";
import { chunkOf, noCircles, ownOperations, preloadPage } from "./chunks.ts";
import { leafletStyles } from "./leaflet.ts";
import { worker } from "./worker.ts";

const server = "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [
    svelte(), catalogues(), leafletStyles(), ownOperations(), noCircles(), preloadPage(), worker(),
  ],
  server: {
    proxy: {
      "/graphql": { target: server, ws: true },
      "/photos": { target: server },
    },
  },
  // Tests mount screens, so they need the browser build of Svelte.
  ...(process.env.VITEST ? { resolve: { conditions: ["browser"] } } : {}),
  build: {
    target: "es2022",
    sourcemap: false,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      output: {
        codeSplitting: { groups: [{ name: chunkOf }], includeDependenciesRecursively: false },
      },
    },
  },
  test: {
    include: ["tests/**/*.test.ts"],
    environment: "node",
    setupFiles: ["tests/setup.ts"],
    // A thread for each file starts in half the time of a process.
    pool: "threads",
    // Without it one core is left out, which is half of a machine with two.
    maxWorkers: "100%",
    // The first test of a file loads what it tests; on a busy machine that takes long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By itself it gives up after a second.
    expect: { poll: { timeout: 30_000, interval: 20 } },
  },
});
