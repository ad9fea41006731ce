type ConnectionState = "idle" | "connecting" | "live" | "lost";

/** What the banner at the top of the page shows: the state of the live connection and of the network. */
class ConnectionStatus {
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

export const connectionStatus = new ConnectionStatus();
