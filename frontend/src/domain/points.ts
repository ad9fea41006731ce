/** Returns the share of the way from the start of a level to the next one, 0 to 1; 1 at the highest level. */
export function progressOf(balance: number, levelStartsAt: number, nextLevelAt: number | null): number {
  if (nextLevelAt === null || nextLevelAt <= levelStartsAt) return 1;
  return Math.min(1, Math.max(0, (balance - levelStartsAt) / (nextLevelAt - levelStartsAt)));
}

/** Returns an amount with its sign, such as "+10", "−15" (with U+2212) or "0". */
export function signed(amount: number): string {
  if (amount === 0) return "0";
  return amount > 0 ? `+${amount}` : `\u2212${-amount}`;
}
