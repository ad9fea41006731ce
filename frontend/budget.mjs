// Fails when the first load of the map grew past its budget: what index.html names, the map, and one language, as the
// server sends them (brotli). Reads dist/, so it follows a build.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** At 400 kbit/s, 130 kB take 2.6 of the five seconds after which the map has to be usable. */
const mostBytes = 130_500;
/** A browser opens six connections, and each file costs a round trip. */
const mostFiles = 9;

const dist = fileURLToPath(new URL("dist/", import.meta.url));

/** Returns the files of the first load with their bytes on the wire, the largest first. */
export function firstLoad(folder) {
  const all = readdirSync(`${folder}assets`);
  const html = readFileSync(`${folder}index.html`, "utf8");
  const named = [...html.matchAll(/(?:src|href)="\/assets\/([^"]+)"/g)].map(([, name]) => name);
  const map = all.filter((name) => /^map-[\w-]+\.(js|css)$/.test(name));
  const languages = all.filter((name) => /^(kk|ru|en)-[\w-]+\.js$/.test(name));
  const language = languages.sort((one, other) => wireBytes(folder, other) - wireBytes(folder, one))[0];
  if (map.length === 0 || language === undefined)
    throw new Error("dist/ has no map or no language: chunks.ts names them");
  const files = new Set([...named, ...map, language]);
  for (const name of files) for (const imported of importsOf(folder, name)) files.add(imported);
  const sizes = [...files].map((name) => ({ name, bytes: wireBytes(folder, name) }));
  return sizes.sort((one, other) => other.bytes - one.bytes);
}

/** Returns what is wrong with the first load; null where it keeps to the budget. */
export function complaint(files, { bytes = mostBytes, count = mostFiles } = {}) {
  const sum = files.reduce((total, one) => total + one.bytes, 0);
  if (sum <= bytes && files.length <= count) return null;
  const table = files.map((one) => `${String(one.bytes).padStart(8)}  ${one.name}`).join("\n");
  return (
    `The first load of the map takes ${sum} bytes in ${files.length} files;` +
    ` the budget is ${bytes} bytes in ${count}.\n` +
    `${table}\nImport what the first screen does not show by import(), see "First load" in frontend/README.md.`
  );
}

function importsOf(folder, name) {
  if (!name.endsWith(".js")) return [];
  const code = readFileSync(`${folder}assets/${name}`, "utf8");
  return [...code.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)].map(([, imported]) => imported);
}

function wireBytes(folder, name) {
  const path = `${folder}assets/${name}`;
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(`${dist}index.html`)) {
    console.error("The page is not built, so its first load has no size: run `npm run build`.");
    process.exit(1);
  }
  const files = firstLoad(dist);
  const wrong = complaint(files);
  if (wrong !== null) {
    console.error(wrong);
    process.exit(1);
  }
  console.log(`First load: ${files.reduce((sum, { bytes }) => sum + bytes, 0)} bytes in ${files.length} files.`);
}
