/** Whether an address looks like one of the state. The installation may take other domains, too: a warning, never a refusal. */
export function looksLikeState(email: string): boolean {
  return /@([a-z0-9-]+\.)*gov\.kz$/i.test(email.trim());
}
