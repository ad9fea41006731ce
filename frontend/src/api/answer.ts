import { Failure, failureOf, type ErrorLike } from "./failure";

/** The body of a response. */
export interface Answer {
  data?: unknown;
  errors?: readonly ErrorLike[];
}

/** Returns the body of a response; empty for anything that is not an object of JSON, such as the page of a proxy. */
export function parsed(text: string): Answer {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Returns the data of a response. Throws its first refusal, and `NETWORK` where the server was not reached. */
export function dataOf<Data>({ data, errors }: Answer, status: number): Data {
  const first = errors?.[0];
  if (first !== undefined) throw failureOf(first);
  if (data === undefined || data === null) throw new Failure("NETWORK", `the server answered ${status} without data`);
  return data as Data;
}
