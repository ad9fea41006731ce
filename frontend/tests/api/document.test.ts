import { buildSchema, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { nameOf } from "../../src/api/document";
import * as documents from "../../src/gql/documents";
import schemaText from "../../../schema/schema.graphql?raw";

const schema = buildSchema(schemaText);
const all = Object.entries(documents).filter((entry): entry is [string, string] => typeof entry[1] === "string");

test.each(all)("%s is complete and valid in the schema", (name, text) => {
  expect(validate(schema, parse(text))).toEqual([]);
  expect(`${nameOf(text)}Document`).toBe(name);
});
