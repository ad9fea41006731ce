import { connectionManager } from "../live/connectionmanager";

/** The addresses of photos that could not be loaded. They are tried again when the network is back. */
class BrokenPhotos {
  #addresses: ReadonlySet<string> = $state.raw(new Set());

  constructor() {
    const forget = () => (this.#addresses = new Set());
    addEventListener("online", forget);
    connectionManager.onReconnected(forget);
  }

  has(address: string): boolean {
    return this.#addresses.has(address);
  }

  note(address: string): void {
    this.#addresses = new Set([...this.#addresses, address]);
  }

  retry(...addresses: string[]): void {
    this.#addresses = new Set([...this.#addresses].filter((address) => !addresses.includes(address)));
  }
}

export const brokenPhotos = new BrokenPhotos();
