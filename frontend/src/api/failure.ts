/** The permitted length of a text, when the text was too short or too long. */
interface Bounds {
  least?: number;
  limit?: number;
}

/** The reason that the Akimat gave for blocking the account, if any. */
export interface Block {
  reason: string | null;
}

/**
 * The photo that was refused: its index in the upload, its file name, and the number of the request that used it
 * before.
 */
interface PhotoFault {
  photo?: number;
  file?: string;
  number?: string;
}

/** A refusal of the server by its code, or `NETWORK` when the server could not be reached. */
export interface MergeDoubt {
  reasons: readonly ("CATEGORY" | "DISTANCE" | "FINISHED")[];
  metres: number;
}

export class Failure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly field: string | null = null,
    readonly bounds: Bounds = {},
    /** Set when the account is blocked and the password was right. */
    readonly block: Block | null = null,
    readonly fault: PhotoFault = {},
    /** When another attempt may succeed, after `RATE_LIMITED`. */
    readonly retryAfterSeconds: number | null = null,
    /** Set when the server asks once more whether two requests are one problem. */
    readonly doubt: MergeDoubt | null = null,
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

/** Returns the failure for an error of GraphQL; an error without a code becomes `UNKNOWN`. */
export function failureOf(error: ErrorLike): Failure {
  const { code, field, least, limit, blocked, reason, photo, file, number, retryAfterSeconds } = error.extensions ?? {};
  const { doubts, distanceMetres } = error.extensions ?? {};
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
    typeof retryAfterSeconds === "number" && retryAfterSeconds > 0 ? retryAfterSeconds : null,
    Array.isArray(doubts)
      ? { reasons: doubts as MergeDoubt["reasons"], metres: typeof distanceMetres === "number" ? distanceMetres : 0 }
      : null,
  );
}
