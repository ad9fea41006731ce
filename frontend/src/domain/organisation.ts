/** Whether the city has an organisation of this name; case and spaces make no other one. */
export function isKnownName(name: string, known: readonly string[]): boolean {
  return known.some((one) => plain(one) === plain(name));
}

function plain(name: string): string {
  return name.trim().replace(/\s+/g, " ").toLowerCase();
}
