// Writes src/gql/documents.ts: one typed document for every operation in src/documents.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as typedDocumentNode from "@graphql-codegen/typed-document-node";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
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
    Upload: "File",
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
