import type { CombinedError } from "@urql/core";

/** The length a text must have, where that was the fault. */
export interface Bounds {
  least?: number;
  limit?: number;
}

/** What the Akimat said when it blocked the account, if anything. */
export interface Block {
  reason: string | null;
}

/** Which photo was the fault: its place in what was sent, its name, and the number of the request that had it before. */
export interface PhotoFault {
  photo?: number;
  file?: string;
  number?: string;
}

/** Why the server refused, or that it could not be reached (`NETWORK`). */
export class Failure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly field: string | null = null,
    readonly bounds: Bounds = {},
    /** Set where the account is blocked, for whoever knows its password. */
    readonly block: Block | null = null,
    readonly fault: PhotoFault = {},
  ) {
    super(message);
    this.name = "Failure";
  }

  get isNetwork(): boolean {
    return this.code === "NETWORK";
  }
}

export interface ErrorLike {
  message: string;
  extensions?: Record<string, unknown> | undefined;
}

export function failureOf(error: ErrorLike): Failure {
  const { code, field, least, limit, blocked, reason, photo, file, number } = error.extensions ?? {};
  return new Failure(
    typeof code === "string" ? code : "UNKNOWN",
    error.message,
    typeof field === "string" ? field : null,
    { ...(typeof least === "number" && { least }), ...(typeof limit === "number" && { limit }) },
    blocked === true ? { reason: typeof reason === "string" ? reason : null } : null,
    {
      ...(typeof photo === "number" && { photo }),
      ...(typeof file === "string" && { file }),
      ...(typeof number === "string" && { number }),
    },
  );
}

export function failureOfAnswer(error: CombinedError): Failure {
  const first = error.graphQLErrors[0];
  return first === undefined ? new Failure("NETWORK", error.message) : failureOf(first);
}
