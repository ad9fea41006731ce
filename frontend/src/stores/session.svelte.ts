import { ask, tell } from "../api/client";
import { upload } from "../api/upload";
import {
  LoginDocument,
  LogoutDocument,
  RegisterDocument,
  UpdateProfileDocument,
  VerifyEmailDocument,
  ViewerDocument,
  type RegisterInput,
  type ViewerFieldsFragment,
} from "../gql/documents";
import { renewSocket } from "../live/socket";

export type Viewer = ViewerFieldsFragment;

/** Who is looking. The proof lies in an HttpOnly cookie that this code never sees. */
class Session {
  viewer: Viewer | null = $state.raw(null);
  known = $state(false);

  /** Anyone may begin to write; executors and the Akimat have other things to do on the map. */
  get mayReport(): boolean {
    return this.viewer === null || this.viewer.role === "CITIZEN";
  }

  async load(): Promise<void> {
    this.viewer = (await ask(ViewerDocument, {})).viewer;
    this.known = true;
  }

  async signIn(email: string, password: string): Promise<Viewer> {
    return this.#begin((await tell(LoginDocument, { email, password })).login.viewer);
  }

  async register(input: RegisterInput): Promise<Viewer> {
    return this.#begin((await upload(RegisterDocument, { input }, unhurried())).register.viewer);
  }

  /** Null takes the picture away. */
  async changeAvatar(avatar: File | null): Promise<void> {
    const input = avatar === null ? { removeAvatar: true } : { avatar };
    this.viewer = (await upload(UpdateProfileDocument, { input }, unhurried())).updateProfile;
  }

  async verifyEmail(token: string): Promise<Viewer> {
    return this.#begin((await tell(VerifyEmailDocument, { token })).verifyEmail.viewer);
  }

  async signOut(): Promise<void> {
    await tell(LogoutDocument, {});
    this.viewer = null;
    renewSocket();
  }

  // An address not yet confirmed or an executor not yet approved may get no session: ask who we are now.
  async #begin(viewer: Viewer): Promise<Viewer> {
    renewSocket();
    await this.load();
    return viewer;
  }
}

/** A picture of a face is small: nobody watches it go. */
function unhurried() {
  return { signal: new AbortController().signal, progress: () => {} };
}

export const session = new Session();
