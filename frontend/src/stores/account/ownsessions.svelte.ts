import { mutate, query } from "../../api/client";
import { EndOtherSessionsDocument, EndSessionDocument, OwnSessionsDocument } from "../../gql/documents";
import { Meanwhile } from "../../reducer/meanwhile";
import { sessionsAfterAnswer, sessionsAfterEnd, type Ended, type OwnSession } from "../../reducer/sessions";

/**
 * The sessions of the viewer, the one of this device first. The API has no event of a sign-in on another device: its
 * log has the steps of requests alone. So the list is what the server said when it was opened, less those ended here.
 */
export class OwnSessions {
  items: readonly OwnSession[] | null = $state.raw(null);
  readonly #meanwhile = new Meanwhile<Ended>();

  load(): Promise<void> {
    return this.#meanwhile.query(() => query(OwnSessionsDocument, {}), ({ sessions }, ended) => {
      this.items = ended.reduce(sessionsAfterEnd, sessionsAfterAnswer(sessions));
    });
  }

  /** Ends a session. The server reports no error when another tab has already ended it. */
  async end(id: string): Promise<void> {
    await mutate(EndSessionDocument, { id });
    this.#reduce({ id });
  }

  async endOthers(): Promise<number> {
    const { endOtherSessions } = await mutate(EndOtherSessionsDocument, {});
    this.#reduce("OTHERS");
    return endOtherSessions;
  }

  #reduce(ended: Ended): void {
    this.#meanwhile.note(ended);
    if (this.items !== null) this.items = sessionsAfterEnd(this.items, ended);
  }
}
