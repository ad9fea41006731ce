import { query, mutate } from "../api/client";
import {
  EndOtherSessionsDocument,
  EndSessionDocument,
  OwnSessionsDocument,
  type OwnSessionsQuery,
} from "../gql/documents";

export type OwnSession = OwnSessionsQuery["sessions"][number];

/** Where the viewer is signed in, this device first. */
export class OwnSessions {
  items: readonly OwnSession[] | null = $state.raw(null);

  async load(): Promise<void> {
    const { sessions } = await query(OwnSessionsDocument, {});
    this.items = sessions.toSorted((one, other) => Number(other.current) - Number(one.current));
  }

  /** Another tab may have ended it meanwhile; either way it is over. */
  async end(id: string): Promise<void> {
    await mutate(EndSessionDocument, { id });
    await this.load();
  }

  async endOthers(): Promise<number> {
    const { endOtherSessions } = await mutate(EndOtherSessionsDocument, {});
    await this.load();
    return endOtherSessions;
  }
}
