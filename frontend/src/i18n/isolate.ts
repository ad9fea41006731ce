const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const directionControls = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const firstStrongIsolate = "\u2068";
const popIsolate = "\u2069";

/**
 * Returns a text for the middle of a sentence: without control characters of direction, and isolated if it is written
 * from right to left, so that it does not turn the words around it.
 */
export function isolated(text: string): string {
  const plain = text.replace(directionControls, "");
  return rightToLeft.test(plain) ? firstStrongIsolate + plain + popIsolate : plain;
}
