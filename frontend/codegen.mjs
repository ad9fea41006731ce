// Generates from src/documents and the schema:
// - src/gql/documents.ts: the types of every operation;
// - src/gql/operations/: the text of each operation with its SHA-256, which the page sends instead of the text;
// - public/documents.json: the texts by their hashes, for the server.
// The texts are normalised by `stripIgnoredCharacters(print())`, so the layout of the files does not change a hash.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
import { buildSchema, Kind, parse, print, printSchema, stripIgnoredCharacters, validate, visit } from "graphql";

const root = new URL(".", import.meta.url);
const documentsFolder = new URL("src/documents/", root);
const outputFolder = new URL("src/gql/", root);

const config = {
  enumType: "string-literal",
  useTypeImports: true,
  scalars: {
    Cursor: "string",
    Date: "string",
    DateTime: "string",
    GeoJSON: "import('geojson').FeatureCollection",
  },
};

async function readDocuments() {
  const names = (await readdir(documentsFolder)).filter((name) => name.endsWith(".graphql")).sort();
  return Promise.all(
    names.map(async (location) => ({
      location,
      document: parse(await readFile(new URL(location, documentsFolder), "utf8")),
    })),
  );
}

function refuseInvalid(schema, documents) {
  const whole = { kind: "Document", definitions: documents.flatMap((one) => one.document.definitions) };
  const errors = validate(schema, whole);
  if (errors.length > 0) throw new Error(errors.map((error) => error.toString()).join("\n\n"));
}

function fragmentsOf(definition, all, found = new Set()) {
  visit(definition, {
    FragmentSpread({ name }) {
      if (found.has(name.value)) return;
      found.add(name.value);
      fragmentsOf(all.get(name.value), all, found);
    },
  });
  return [...found];
}

/** Returns the name, the text with its fragments and the SHA-256 of that text for every operation. */
function textsOf(documents) {
  const definitions = documents.flatMap((one) => one.document.definitions);
  const fragments = new Map(
    definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]),
  );
  const operations = definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return operations.map((one) => {
    const used = fragmentsOf(one, fragments).map((name) => fragments.get(name));
    const text = [one, ...used].map((part) => stripIgnoredCharacters(print(part))).join("");
    return { name: one.name.value, text, hash: createHash("sha256").update(text).digest("hex") };
  });
}

/** Returns one module for each operation, so that a screen loads only its own: its text with its hash behind it. */
function modulesOf(texts, documents) {
  const kinds = new Map(
    documents
      .flatMap((one) => one.document.definitions)
      .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
      .map(({ name, operation }) => [name.value, `${operation[0].toUpperCase()}${operation.slice(1)}`]),
  );
  return texts.map(({ name, text, hash }) => {
    const type = `${name}${kinds.get(name)}`;
    const lines = [
      'import type { Document } from "../../api/document";',
      `import type { ${type}, ${type}Variables } from "../documents";`,
      "",
      `export const ${name}Document: Document<${type}, ${type}Variables> = ${JSON.stringify(`${text}#${hash}`)};`,
    ];
    return { name, module: `${lines.join("\n")}\n` };
  });
}

const schema = buildSchema(await readFile(new URL("../schema/schema.graphql", root), "utf8"));
const documents = await readDocuments();
refuseInvalid(schema, documents);
const output = await codegen({
  filename: "documents.ts",
  schema: parse(printSchema(schema)),
  schemaAst: schema,
  documents,
  config,
  plugins: [{ operations: config }],
  pluginMap: { operations: typescriptOperations },
});
const texts = textsOf(documents);
const operations = new URL("operations/", outputFolder);
await rm(operations, { recursive: true, force: true });
await mkdir(operations, { recursive: true });
for (const { name, module } of modulesOf(texts, documents)) {
  await writeFile(new URL(`${name}.ts`, operations), module);
}
const exported = texts.map(({ name }) => `export { ${name}Document } from "./operations/${name}";`).join("\n");
await writeFile(new URL("documents.ts", outputFolder), `${output}\n${exported}\n`);
await writeFile(
  new URL("public/documents.json", root),
  JSON.stringify(Object.fromEntries(texts.map(({ hash, text }) => [hash, text]))),
);
