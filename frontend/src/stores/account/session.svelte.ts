import { mutate, onUnauthenticated, query } from "../../api/client";
import { Failure } from "../../api/failure";
import { upload } from "../../api/upload";
import {
  EraseMyAccountDocument,
  LoginDocument,
  LogoutDocument,
  RegisterDocument,
  ResetPasswordDocument,
  UpdateProfileDocument,
  VerifyEmailDocument,
  ViewerDocument,
  type RegisterInput,
  type UpdateProfileInput,
  type ViewerFieldsFragment,
} from "../../gql/documents";
import { rememberedAccount } from "../../drafts/account";
import { drafts } from "../../drafts/browserdrafts";
import { forgetViews } from "../../drafts/viewstorage";
import { connectionManager } from "../../live/connectionmanager";

export type Viewer = ViewerFieldsFragment;

/** The signed-in viewer. The session token is in an HttpOnly cookie that scripts cannot read. */
class Session {
  viewer: Viewer | null = $state.raw(null);
  known = $state(false);
  /**
   * The server has ended the session. The viewer stays set, so that typed text stays on screen until they sign in
   * again.
   */
  ended = $state(false);
  /** The viewer is the one of the last visit: the server could not be asked yet. */
  isAssumed = $state(false);
  // While this page signs in or out itself, the end of the old session is expected.
  #changing = 0;
  /** How often this page has begun or ended to sign in or out: answers to older questions may name another viewer. */
  changes = 0;
  #becomeKnown = (): void => undefined;
  /** Ends when the page knows who the viewer is: a form may be sent before that. */
  readonly whenKnown = new Promise<void>((resolve) => {
    this.#becomeKnown = resolve;
  });

  constructor() {
    onUnauthenticated(() => void this.check());
    connectionManager.onSessionOver(() => void this.check());
  }

  /** A reader signed in here, and the server has not answered who that is. */
  get isAwaited(): boolean {
    return !this.known && rememberedAccount() !== null;
  }

  /** Visitors and citizens may report, and officers for citizens; executors may not. */
  get mayReport(): boolean {
    return this.viewer === null || this.viewer.role === "CITIZEN" || this.takesReports;
  }

  mayReportIn(cityId: string): boolean {
    const isOwn = !this.takesReports || cityId === "" || cityId === this.viewer?.city?.id;
    return this.mayReport && isOwn;
  }

  /** Officers type in what citizens say, in their own city. */
  get takesReports(): boolean {
    return this.viewer?.role === "AKIMAT";
  }

  /** The id of the city that the viewer oversees as an approved officer; null for everyone else. */
  get overseenCity(): string | null {
    const { viewer } = this;
    return viewer?.role === "AKIMAT" && viewer.approved === true ? (viewer.city?.id ?? null) : null;
  }

  async load(): Promise<void> {
    this.accept((await query(ViewerDocument, {})).viewer);
  }

  /** Takes the viewer as the server has answered. */
  accept(viewer: Viewer | null): void {
    // An unchanged viewer is not assigned, because the assignment would restart every screen.
    if (JSON.stringify(viewer) !== JSON.stringify(this.viewer)) this.viewer = viewer;
    this.known = true;
    this.#becomeKnown();
    this.ended = false;
    this.isAssumed = false;
  }

  /** Shows the viewer of the last visit, until the server can be asked. */
  assume(viewer: Viewer | null): void {
    if (this.known) return;
    this.viewer = viewer;
    this.isAssumed = true;
    this.known = true;
    this.#becomeKnown();
  }

  /** Checks the session: it may have ended, or another account may have signed in in another tab. */
  async check(): Promise<void> {
    const before = this.viewer;
    if (before === null || this.ended || this.#changing > 0) return;
    try {
      const { viewer } = await query(ViewerDocument, {});
      if (this.viewer !== before || this.#changing > 0) return;
      if (viewer === null) this.ended = true;
      else if (JSON.stringify(viewer) !== JSON.stringify(before)) this.viewer = viewer;
      this.isAssumed = false;
    } catch (reason) {
      // Without a network the next refusal of the notification feed checks again.
      if (!(reason instanceof Failure)) throw reason;
    }
  }

  signIn(email: string, password: string): Promise<Viewer> {
    return this.#change(async () => this.#begin((await mutate(LoginDocument, { email, password })).login.viewer));
  }

  register(input: RegisterInput): Promise<Viewer> {
    return this.#change(async () =>
      this.#begin((await upload(RegisterDocument, { input }, withoutProgress())).register.viewer),
    );
  }

  /** Sets the picture of the account; null removes it. */
  async changeAvatar(avatar: File | null): Promise<void> {
    const input = avatar === null ? { removeAvatar: true } : { avatar };
    this.viewer = (await upload(UpdateProfileDocument, { input }, withoutProgress())).updateProfile;
  }

  /** Confirms the email address. The password may be null only when the account of the link is signed in. */
  verifyEmail(token: string, password: string | null): Promise<Viewer> {
    return this.#change(async () =>
      this.#begin((await mutate(VerifyEmailDocument, { token, password })).verifyEmail.viewer),
    );
  }

  resetPassword(token: string, password: string): Promise<Viewer> {
    return this.#change(async () =>
      this.#begin((await mutate(ResetPasswordDocument, { token, password })).resetPassword.viewer),
    );
  }

  async updateProfile(input: UpdateProfileInput): Promise<void> {
    this.viewer = (await mutate(UpdateProfileDocument, { input })).updateProfile;
  }

  signOut(): Promise<void> {
    return this.#change(async () => {
      await mutate(LogoutDocument, {});
      this.clear();
    });
  }

  erase(password: string): Promise<void> {
    return this.#change(async () => {
      const erased = this.viewer?.id;
      await mutate(EraseMyAccountDocument, { password });
      if (erased !== undefined) {
        drafts.forget(erased);
        forgetViews(erased);
      }
      this.clear();
    });
  }

  /** Continues without a viewer. */
  clear(): void {
    this.changes += 1;
    this.viewer = null;
    this.ended = false;
    this.isAssumed = false;
    connectionManager.renew();
  }

  async #change<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#changing += 1;
    this.changes += 1;
    try {
      return await work();
    } finally {
      this.#changing -= 1;
      this.changes += 1;
    }
  }

  // An unconfirmed address or an executor without approval may get no session, so the viewer is loaded.
  async #begin(viewer: Viewer): Promise<Viewer> {
    connectionManager.renew();
    await this.load();
    return viewer;
  }
}

/** Upload options without progress, for avatars: they are small. */
function withoutProgress() {
  return { signal: new AbortController().signal, progress: () => {} };
}

export const session = new Session();
