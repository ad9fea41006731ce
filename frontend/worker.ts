import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import { ownOperations } from "./chunks.ts";

const entry = fileURLToPath(new URL("src/worker/worker.ts", import.meta.url));
/** Parts of the page that have no hash in their names. */
const unhashed = ["/icon.svg"];

/** Builds `/sw.js`: one file for the shell, the outbox and push messages, with the list of what it keeps. */
export function worker(): Plugin {
  return {
    name: "qala-worker",
    apply: "build",
    generateBundle: {
      // After all others: some files of the bundle are dropped, and a list with one of them could not be stored.
      order: "post",
      async handler(_options, bundle) {
        const assets = Object.keys(bundle).filter((name) => name.startsWith("assets/")).map((name) => `/${name}`);
        this.emitFile({ type: "asset", fileName: "sw.js", source: await workerCode([...assets, ...unhashed].sort()) });
      },
    },
  };
}

async function workerCode(files: readonly string[]): Promise<string> {
  // The names of the assets have hashes, so they are the version of the page.
  const version = createHash("sha256").update(files.join()).digest("hex").slice(0, 12);
  const output = { codeSplitting: false, format: "iife", entryFileNames: "sw.js" } as const;
  const result = await build({
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    plugins: [ownOperations()],
    define: { QALA_SHELL: JSON.stringify({ version, files }) },
    build: { write: false, target: "es2022", rolldownOptions: { input: entry, output } },
  });
  const [made] = Array.isArray(result) ? result : [result];
  const [chunk] = made !== undefined && "output" in made ? made.output : [];
  if (chunk?.type !== "chunk") throw new Error("the worker was not built");
  return chunk.code;
}
