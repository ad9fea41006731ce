// Writes FILE.br and FILE.gz beside every text of dist/, so that the server compresses nothing while it answers.
// The server takes index.html itself: it writes its settings into it (app/web/files/page.py).
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const texts = new Set([".js", ".css", ".svg", ".json", ".webmanifest", ".ico"]);
/** A shorter file fits into one packet either way. */
const leastBytes = 256;
const coders = {
  ".br": (text) =>
    promisify(brotliCompress)(text, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
      },
    }),
  ".gz": (text) => promisify(gzip)(text, { level: 9 }),
};

/** Compresses the texts of a folder; a variant that is not smaller than its text is not written. */
export async function precompress(folder) {
  const names = await readdir(folder, { recursive: true });
  await Promise.all(names.filter((name) => texts.has(extname(name))).map((name) => compress(join(folder, name))));
}

async function compress(path) {
  const text = await readFile(path);
  for (const [ending, coded] of Object.entries(coders)) {
    // A variant of an older build would answer with the text of that build.
    await rm(path + ending, { force: true });
    if (text.length < leastBytes) continue;
    const variant = await coded(text);
    if (variant.length < text.length) await writeFile(path + ending, variant);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await precompress(fileURLToPath(new URL("dist/", import.meta.url)));
}
