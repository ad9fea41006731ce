/** Returns whether a name of the category, in any language, has a word that begins with each typed word. */
export function fits(category: { kk: string; ru: string; en: string }, typed: string): boolean {
  const wanted = wordsOf(typed);
  return [category.kk, category.ru, category.en].some((name) => {
    const words = wordsOf(name);
    return wanted.every((begin) => words.some((word) => word.startsWith(begin)));
  });
}

function wordsOf(text: string): string[] {
  // rule: QC004 the letter yo is written as e by most people
  return text.toLowerCase().replaceAll("ё", "е").split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}
