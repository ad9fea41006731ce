import { mutate, query } from "../../api/client";
import {
  FollowAreaDocument,
  FollowedAreasDocument,
  UnfollowAreaDocument,
  type FollowAreaInput,
  type FollowedAreasQuery,
} from "../../gql/documents";
import { Meanwhile } from "../../reducer/meanwhile";

export type FollowedArea = FollowedAreasQuery["followedAreas"][number];

/**
 * The areas that the viewer follows, the oldest first. Every call throws a `Failure`. Each change is answered with the
 * whole list, which takes the place of the one on screen. The API has no event of a change on another device: the log
 * has the steps of requests alone, and that list is read again when the screen is opened.
 */
export class FollowedAreas {
  items: readonly FollowedArea[] = $state.raw([]);
  loaded = $state(false);
  /** An answer to a query that began before a change may not have it. */
  readonly #meanwhile = new Meanwhile<readonly FollowedArea[]>();

  load(): Promise<void> {
    return this.#meanwhile.query(() => query(FollowedAreasDocument, {}), ({ followedAreas }, changed) => {
      this.items = changed.at(-1) ?? followedAreas;
      this.loaded = true;
    });
  }

  async follow(input: FollowAreaInput): Promise<void> {
    this.#show((await mutate(FollowAreaDocument, { input })).followArea);
  }

  async unfollow(id: string): Promise<void> {
    this.#show((await mutate(UnfollowAreaDocument, { id })).unfollowArea);
  }

  #show(areas: readonly FollowedArea[]): void {
    this.#meanwhile.note(areas);
    this.items = areas;
  }
}
