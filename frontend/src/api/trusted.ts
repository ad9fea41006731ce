import { hashes } from "../gql/trusted";
import { nameOf } from "./document";

/**
 * Returns the SHA-256 of a trusted document, which the server accepts instead of the text; undefined for other
 * documents.
 */
export function hashOf(document: string): string | undefined {
  return hashes[nameOf(document)];
}

/**
 * Sends the hash of a document instead of its text. A server of another version does not know the hash and gets the
 * text.
 */
export const fetchTrusted: typeof fetch = async (address, request) => {
  const short = shortened(request?.body);
  if (short !== null) {
    const answer = await fetch(address, { ...request, body: short });
    if (!(await isUnknown(answer.clone()))) return answer;
  }
  return fetch(address, request);
};

function shortened(body: unknown): string | null {
  if (typeof body !== "string") return null;
  const { query, ...rest } = JSON.parse(body) as { query?: string };
  const hash = query === undefined ? undefined : hashOf(query);
  if (hash === undefined) return null;
  return JSON.stringify({ ...rest, extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });
}

async function isUnknown(answer: Response): Promise<boolean> {
  return (await answer.text()).includes('"PERSISTED_QUERY_NOT_FOUND"');
}
