// Formats messages as the page does: node format.mjs MODULES < {language: {source, calls: [[key, arguments]]}}.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { FluentBundle, FluentNumber, FluentResource } = await import(pathToFileURL(process.argv[2]));
const asked = JSON.parse(readFileSync(0, "utf8"));

function format(bundle, key, given) {
  const values = Object.entries(given).map(([name, value]) => [
    name,
    typeof value === "number" ? new FluentNumber(value, { useGrouping: false }) : value,
  ]);
  return bundle.formatPattern(bundle.getMessage(key).value, Object.fromEntries(values));
}

const answers = Object.entries(asked).map(([language, { source, calls }]) => {
  const bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource(new FluentResource(source));
  return [language, calls.map(([key, given]) => format(bundle, key, given))];
});
console.log(JSON.stringify(Object.fromEntries(answers)));
