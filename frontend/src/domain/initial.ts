/** Returns the first letter or digit of a name, for a picture of an account that has none; else its first character. */
export function initialOf(name: string): string {
  const first = /[\p{L}\p{N}]/u.exec(name)?.[0] ?? [...name.trim()][0] ?? "";
  return first.toUpperCase();
}
