// Writes src/gql/documents.ts, one typed document for every operation in src/documents, and what each one's text hashes
// to: src/gql/trusted.ts for the page, public/documents.json for the server, which then needs no more than the hash.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
import { stringifyDocument } from "@urql/core";
import { buildSchema, parse, printSchema, validate } from "graphql";

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

/** The text of every operation, just as the page would send it, by its SHA-256. */
function textsByHash(output) {
  const exported = output.matchAll(/^export const (\w+)Document = (\{.*\}) as unknown as/gm);
  return [...exported].map(([, name, document]) => {
    const text = stringifyDocument(JSON.parse(document));
    return { name, text, hash: createHash("sha256").update(text).digest("hex") };
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
  plugins: [{ operations: config }, { documents: config }],
  pluginMap: { operations: typescriptOperations, documents: typedDocumentNode },
});
await mkdir(outputFolder, { recursive: true });
await writeFile(new URL("documents.ts", outputFolder), output);
const texts = textsByHash(output);
if (texts.length === 0) throw new Error("no documents found in the generated code");
const hashes = Object.fromEntries(texts.map(({ name, hash }) => [name, hash]));
await writeFile(
  new URL("trusted.ts", outputFolder),
  `/** The SHA-256 of each operation's text. */\nexport const hashes: Readonly<Record<string, string>> = ${JSON.stringify(hashes)};\n`,
);
await writeFile(
  new URL("public/documents.json", root),
  JSON.stringify(Object.fromEntries(texts.map(({ text, hash }) => [hash, text]))),
);
