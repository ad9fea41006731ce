import { Failure } from "../api/failure";
import type { Draft } from "../domain/draft";
import type { ServiceRequest } from "../domain/request";
import { callerOf } from "../domain/taken";
import { SubmitForCitizenDocument, SubmitServiceRequestDocument } from "../gql/documents";
import type { Shot } from "../photos/shot";
import type { Run } from "./run";

/** Sends a report and returns the request. The server takes a report that is sent again under its id once. */
export async function sendReport(
  { attempted: _, filledAddress: __, ...draft }: Draft,
  photos: File[],
  shots: Shot[],
  run: Run,
): Promise<ServiceRequest> {
  const { location, taken, ...texts } = draft;
  if (location === null) throw new Failure("INVALID_INPUT", "a request has a place", "location");
  const input = { ...texts, location, photos, shots };
  if (taken != null) {
    const variables = { input, source: taken.source, caller: callerOf(taken) };
    return (await run(SubmitForCitizenDocument, variables)).submitForCitizen;
  }
  return (await run(SubmitServiceRequestDocument, { input })).submitServiceRequest;
}
