/** Returns whether a name of the category, in any language, has a word that begins with each typed word. */
export function fits(category: { kk: string; ru: string; en: string }, typed: string): boolean {
  const wanted = wordsOf(typed);
  return [category.kk, category.ru, category.en].some((name) => {
    const words = wordsOf(name);
    return wanted.every((begin) => words.some((word) => word.startsWith(begin)));
  });
}

function wordsOf(text: string): string[] {
  // Most people write the letter yo as ye.
  return text.toLowerCase().replaceAll("\u0451", "\u0435").split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}
