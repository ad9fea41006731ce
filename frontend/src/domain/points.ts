/** How far a balance has come from the beginning of its level to the next one, 0 to 1; 1 at the highest. */
export function progressOf(balance: number, levelStartsAt: number, nextLevelAt: number | null): number {
  if (nextLevelAt === null || nextLevelAt <= levelStartsAt) return 1;
  return Math.min(1, Math.max(0, (balance - levelStartsAt) / (nextLevelAt - levelStartsAt)));
}

/** "+10", "−15", "0": what was taken back has a real minus. */
export function signed(amount: number): string {
  if (amount === 0) return "0";
  return amount > 0 ? `+${amount}` : `\u2212${-amount}`;
}
