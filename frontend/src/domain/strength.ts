/** How hard a password is to guess, estimated without a dictionary. It is a hint; the server's rule decides. */
export type Strength = "tooShort" | "weak" | "fair" | "strong";

export const leastLength = 8;

const longLength = 14;
const middleLength = 10;
const common = [
  "password",
  "qwerty",
  "йцукен",
  "пароль",
  "құпия",
  "123456",
  "abc123",
  "admin",
  "welcome",
  "iloveyou",
  "kazakhstan",
  "qazaqstan",
  "astana",
  "almaty",
  "qala",
];
const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiopasdfghjklzxcvbnm",
  "йцукенгшщзхъфывапролджэячсмитьбю",
  "01234567890",
  "09876543210",
];

/** Returns the strength of a password. `known` are facts about the person, such as name and email address. */
export function strengthOf(password: string, known: readonly string[] = []): Strength {
  const length = [...password].length;
  if (length < leastLength) return "tooShort";
  const unguessed = withoutGuesses(password.toLowerCase(), known);
  const different = new Set(unguessed).size;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(password)).length;
  if (different < 5 || unguessed.length < 6) return "weak";
  if (length >= longLength && different >= 8) return "strong";
  if (length >= middleLength && kinds >= 3) return "strong";
  return kinds >= 2 || length >= middleLength ? "fair" : "weak";
}

// Common passwords, facts about the person and keyboard runs add no strength, so they are removed.
function withoutGuesses(password: string, known: readonly string[]): string {
  const guesses = [...common, ...known.flatMap(partsOf), ...runsIn(password)];
  return guesses.reduce((rest, guess) => rest.replaceAll(guess, ""), password);
}

function partsOf(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\d]+/u).filter((part) => part.length >= 3);
}

/** Returns the runs of four and more characters that are adjacent on a keyboard or in the alphabet. */
function runsIn(password: string): string[] {
  const found: string[] = [];
  for (let from = 0; from + 4 <= password.length; from += 1) {
    let to = from + 4;
    if (!isRun(password.slice(from, to))) continue;
    while (to < password.length && isRun(password.slice(from, to + 1))) to += 1;
    found.push(password.slice(from, to));
    from = to - 1;
  }
  return found;
}

function isRun(piece: string): boolean {
  return rows.some((row) => row.includes(piece)) || new Set(piece).size === 1;
}
