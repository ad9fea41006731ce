import { createRawSnippet } from "svelte";
import { connectionStatus } from "../src/live/connectionstatus.svelte";
import { session } from "../src/stores/account/session.svelte";
import { RequestList } from "../src/stores/requests/list.svelte";
import { someViewer } from "../tests/screens/akimat/people";
import { someRequest } from "../tests/somerequest";

/** One state of a component: what it is given, and how the stores are before it is mounted. */
export interface Story {
  name: string;
  props?: Record<string, unknown>;
  setup?(): void;
}

export type Stories = Readonly<Record<string, readonly Story[]>>;

/** One word that no line has room for. */
export const longWord = "қанағаттандырылмағандықтарыңыздан".repeat(2);
export const longText = `Тұрғын үй-коммуналдық шаруашылық ${longWord} көшесінің қиылысындағы мәселе`;
export const request = someRequest({ address: "Абай даңғылы, 52" });
export const long = someRequest({
  id: "r2", address: longText, number: "ALM-12345678", status: "UNANSWERED", followerCount: 12_345,
});
export const overdue = someRequest({ id: "r3", isOverdue: true, executor: { id: "e1", name: "Қайрат" } });
export const text = (words: string) => createRawSnippet(() => ({ render: () => `<p>${words}</p>` }));
export const nothing = (): void => {};

export function as(role: "CITIZEN" | "EXECUTOR" | "AKIMAT" | null, changes: object = {}): () => void {
  return () => {
    session.viewer = role === null ? null : someViewer({ registeredRole: role, role, ...changes });
  };
}

export function network(state: typeof connectionStatus.state, hasNetwork = true): () => void {
  return () => Object.assign(connectionStatus, { state, hasNetwork });
}

export function list(change: Partial<RequestList> = {}): RequestList {
  return Object.assign(new RequestList({ cityId: "almaty" }, "NEWEST"), change);
}
