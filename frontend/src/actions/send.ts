import { mutate } from "../api/client";
import type { ServiceRequest } from "../domain/request";
import { FollowDocument, UnfollowDocument } from "../gql/documents";
import type { StepAction } from "../outbox/step";
import type { PanelAction } from "./form";

type Send = (request: ServiceRequest) => Promise<ServiceRequest>;

/** The mutation of each action that needs the network; the others go by the outbox. Sent twice it changes nothing. */
export const sendOf: Record<Exclude<PanelAction, StepAction>, Send> = {
  FOLLOW: async ({ id }) => (await mutate(FollowDocument, { id })).follow,
  UNFOLLOW: async ({ id }) => (await mutate(UnfollowDocument, { id })).unfollow,
};
