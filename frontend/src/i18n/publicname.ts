import type { Role } from "../gql/documents";
import type { Translate } from "./translate";

/** What the server calls people whose names the public may not see: their role, in the language of the state. */
export const nameless: ReadonlyMap<string, Role> = new Map([
  ["\u0422\u04b1\u0440\u0493\u044b\u043d", "CITIZEN"],
  ["\u041e\u0440\u044b\u043d\u0434\u0430\u0443\u0448\u044b", "EXECUTOR"],
  ["\u04d8\u043a\u0456\u043c\u0434\u0456\u043a", "AKIMAT"],
]);

/** Returns the name of a person, and in place of a role the same role in the language of the page. */
export function publicName(name: string, t: Translate): string {
  const role = nameless.get(name);
  return role === undefined ? name : t(`role-${role}`);
}

/** Whether the name says no more than the role. */
export function isNameless(name: string): boolean {
  return nameless.has(name);
}
