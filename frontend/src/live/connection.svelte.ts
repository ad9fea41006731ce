export type ConnectionState = "idle" | "connecting" | "live" | "lost";

/** What the quiet line at the top of the page says about the line to the server. */
class Connection {
  state: ConnectionState = $state("idle");
  hasNetwork = $state(navigator.onLine);

  watchNetwork(): () => void {
    const read = () => {
      this.hasNetwork = navigator.onLine;
    };
    addEventListener("online", read);
    addEventListener("offline", read);
    return () => {
      removeEventListener("online", read);
      removeEventListener("offline", read);
    };
  }
}

export const connection = new Connection();
