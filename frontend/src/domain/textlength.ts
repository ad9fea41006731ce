/** Returns the number of characters that the server counts: it trims a text and joins its white space first. */
export function lengthOf(text: string): number {
  const cleaned = text
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "")
    .replace(/[^\S\n]+/g, " ")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return [...cleaned].length;
}

/** From this share of the limit on, the counter is shown. */
const nearShare = 0.9;

export function isNearLimit(text: string, limit: number): boolean {
  return lengthOf(text) >= limit * nearShare;
}

/** Returns by how many characters the text is too long; 0 when it fits. */
export function surplusOf(text: string, limit: number): number {
  return Math.max(0, lengthOf(text) - limit);
}
