/** How hard a password is to guess, as far as can be told without a dictionary. A hint, never a rule. */
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

/** `known` is what others know of the person: parts of the name and of the address. */
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

// What anybody tries first counts for nothing.
function withoutGuesses(password: string, known: readonly string[]): string {
  const guesses = [...common, ...known.flatMap(partsOf), ...runsIn(password)];
  return guesses.reduce((rest, guess) => rest.replaceAll(guess, ""), password);
}

function partsOf(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\d]+/u).filter((part) => part.length >= 3);
}

/** Pieces of four and more that lie side by side on a keyboard or in the alphabet. */
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
