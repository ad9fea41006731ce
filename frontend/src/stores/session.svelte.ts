import { query, onUnauthenticated, mutate } from "../api/client";
import { Failure } from "../api/failure";
import { upload } from "../api/upload";
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
} from "../gql/documents";
import { connectionManager } from "../live/connectionmanager";

export type Viewer = ViewerFieldsFragment;

/** Who is looking. The proof lies in an HttpOnly cookie that this code never sees. */
class Session {
  viewer: Viewer | null = $state.raw(null);
  known = $state(false);
  /** The server has ended it. The viewer stays, so that what they were writing stays on the screen until they decide. */
  ended = $state(false);
  // While this page itself signs in or out, the end of the old session is no news.
  #changing = 0;

  constructor() {
    onUnauthenticated(() => void this.check());
    connectionManager.onSessionOver(() => void this.check());
  }

  /** Anyone may begin to write; executors and the Akimat have other things to do on the map. */
  get mayReport(): boolean {
    return this.viewer === null || this.viewer.role === "CITIZEN";
  }

  async load(): Promise<void> {
    const { viewer } = await query(ViewerDocument, {});
    // The same answer as before must not make every screen begin anew.
    if (JSON.stringify(viewer) !== JSON.stringify(this.viewer)) this.viewer = viewer;
    this.known = true;
    this.ended = false;
  }

  /** Asks who we are: the session may have ended, or somebody else may have signed in, in another tab. */
  async check(): Promise<void> {
    const before = this.viewer;
    if (before === null || this.ended || this.#changing > 0) return;
    try {
      const { viewer } = await query(ViewerDocument, {});
      if (this.viewer !== before || this.#changing > 0) return;
      if (viewer === null) this.ended = true;
      else if (JSON.stringify(viewer) !== JSON.stringify(before)) this.viewer = viewer;
    } catch (reason) {
      // Whoever cannot be asked now is asked when the feed of notifications is refused.
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

  /** Null takes the picture away. */
  async changeAvatar(avatar: File | null): Promise<void> {
    const input = avatar === null ? { removeAvatar: true } : { avatar };
    this.viewer = (await upload(UpdateProfileDocument, { input }, withoutProgress())).updateProfile;
  }

  /** The link alone is enough where its account is signed in; elsewhere the server asks for the password. */
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
      await mutate(EraseMyAccountDocument, { password });
      this.clear();
    });
  }

  /** Goes on as nobody. */
  clear(): void {
    this.viewer = null;
    this.ended = false;
    connectionManager.renew();
  }

  async #change<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#changing += 1;
    try {
      return await work();
    } finally {
      this.#changing -= 1;
    }
  }

  // An address not yet confirmed or an executor not yet approved may get no session: ask who we are now.
  async #begin(viewer: Viewer): Promise<Viewer> {
    connectionManager.renew();
    await this.load();
    return viewer;
  }
}

/** A picture of a face is small: nobody watches it go. */
function withoutProgress() {
  return { signal: new AbortController().signal, progress: () => {} };
}

export const session = new Session();
