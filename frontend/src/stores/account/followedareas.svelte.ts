import { mutate, query } from "../../api/client";
import {
  FollowAreaDocument,
  FollowedAreasDocument,
  UnfollowAreaDocument,
  type FollowAreaInput,
  type FollowedAreasQuery,
} from "../../gql/documents";

export type FollowedArea = FollowedAreasQuery["followedAreas"][number];

/** The areas that the viewer follows, the oldest first. Every call throws a `Failure`. */
export class FollowedAreas {
  items: readonly FollowedArea[] = $state.raw([]);
  loaded = $state(false);

  async load(): Promise<void> {
    this.items = (await query(FollowedAreasDocument, {})).followedAreas;
    this.loaded = true;
  }

  async follow(input: FollowAreaInput): Promise<void> {
    this.items = (await mutate(FollowAreaDocument, { input })).followArea;
  }

  async unfollow(id: string): Promise<void> {
    this.items = (await mutate(UnfollowAreaDocument, { id })).unfollowArea;
  }
}
