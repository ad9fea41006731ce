import type { ServiceRequestFilter } from "../gql/documents";
import { notifyIfUnauthenticated } from "./client";
import { Failure, failureOf, type ErrorLike } from "./failure";

export const exportFormats = ["xlsx", "csv", "geojson"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportWish {
  filter: ServiceRequestFilter;
  format: ExportFormat;
  language: string;
  /** Whether the file has the data of authors; the server records such a file. */
  personal: boolean;
}

/** A file that has come whole. */
export interface ExportedFile {
  blob: Blob;
  name: string;
}

export function exportPath({ filter, format, language, personal }: ExportWish): string {
  const asked = new URLSearchParams({ filter: JSON.stringify(filter), language, personal: String(personal) });
  return `/export/requests.${format}?${asked.toString()}`;
}

/** Fetches a file of requests. Throws a `Failure`, also where the connection breaks before the file is whole. */
export async function fetchExport(wish: ExportWish, signal: AbortSignal): Promise<ExportedFile> {
  try {
    const answer = await fetch(exportPath(wish), { credentials: "same-origin", signal });
    if (!answer.ok) throw notifyIfUnauthenticated(await failureOfResponse(answer));
    return { blob: await answer.blob(), name: nameIn(answer.headers.get("Content-Disposition"), wish.format) };
  } catch (reason) {
    if (reason instanceof Failure) throw reason;
    if (signal.aborted) throw new Failure("CANCELLED", "the export was stopped by the reader");
    throw new Failure("NETWORK", "the connection broke during the export");
  }
}

async function failureOfResponse(answer: Response): Promise<Failure> {
  try {
    const { errors } = (await answer.json()) as { errors?: ErrorLike[] };
    if (errors?.[0] !== undefined) return failureOf(errors[0]);
  } catch {
    // A page of a proxy is no answer of the server.
  }
  return new Failure("NETWORK", `the server answered ${answer.status}`);
}

function nameIn(disposition: string | null, format: ExportFormat): string {
  return /filename="([\w.-]+)"/.exec(disposition ?? "")?.[1] ?? `requests.${format}`;
}
