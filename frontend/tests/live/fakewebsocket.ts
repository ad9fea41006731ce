/** A WebSocket of the browser without a network. */
export class FakeWebSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static all: FakeWebSocket[] = [];

  readonly sent: { type: string; id?: string; payload?: unknown }[] = [];
  readyState = FakeWebSocket.CONNECTING;
  closedWith: number | undefined;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: object) => void) | null = null;

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    FakeWebSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code: number): void {
    this.closedWith = code;
    this.readyState = FakeWebSocket.CLOSING;
  }

  completeHandshake(): void {
    this.readyState = FakeWebSocket.OPEN;
    this.onopen?.();
  }

  receive(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** Closes the socket from the server's side or by a proxy. */
  drop(code: number): void {
    this.readyState = FakeWebSocket.CLOSED;
    // A browser fires `error` before `close`, in separate tasks.
    this.onerror?.({});
    setTimeout(() => this.onclose?.({ code, reason: "" }));
  }
}
