import { ask, tell } from "../api/client";
import {
  LoginDocument,
  LogoutDocument,
  RegisterDocument,
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
    const { viewer } = await ask(ViewerDocument, {});
    // The same answer as before must not make every screen begin anew.
    if (JSON.stringify(viewer) !== JSON.stringify(this.viewer)) this.viewer = viewer;
    this.known = true;
  }

  async signIn(email: string, password: string): Promise<Viewer> {
    return this.#begin((await tell(LoginDocument, { email, password })).login.viewer);
  }

  async register(input: RegisterInput): Promise<Viewer> {
    return this.#begin((await tell(RegisterDocument, { input })).register.viewer);
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

export const session = new Session();
