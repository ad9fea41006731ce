import { mutate, query } from "../../api/client";
import {
  EndOtherSessionsDocument,
  EndSessionDocument,
  OwnSessionsDocument,
  type OwnSessionsQuery,
} from "../../gql/documents";

type OwnSession = OwnSessionsQuery["sessions"][number];

/** The sessions of the viewer, the one of this device first. */
export class OwnSessions {
  items: readonly OwnSession[] | null = $state.raw(null);

  async load(): Promise<void> {
    const { sessions } = await query(OwnSessionsDocument, {});
    this.items = sessions.toSorted((one, other) => Number(other.current) - Number(one.current));
  }

  /** Ends a session. The server reports no error when another tab has already ended it. */
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
