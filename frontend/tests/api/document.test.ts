import { buildSchema, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { hashOf, nameOf, textOf } from "../../src/api/document";
import * as documents from "../../src/gql/documents";
import schemaText from "../../../schema/schema.graphql?raw";

const schema = buildSchema(schemaText);
const all = Object.entries(documents).filter((entry): entry is [string, string] => typeof entry[1] === "string");

test.each(all)("%s is complete and valid in the schema", (name, text) => {
  expect(validate(schema, parse(text))).toEqual([]);
  expect(`${nameOf(text)}Document`).toBe(name);
});

test.each(all)("%s carries the hash of its text", async (_, document) => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(textOf(document)));

  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  expect(hashOf(document)).toBe(hex);
});

test("a document of another origin has no hash", () => {
  expect(hashOf("query Some { cursor }")).toBeUndefined();
  expect(textOf("query Some { cursor }")).toBe("query Some { cursor }");
});
