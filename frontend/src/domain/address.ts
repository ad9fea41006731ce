/**
 * Returns whether an email address has a domain of the state. The server may accept other domains, so this only warns.
 */
export function looksLikeState(email: string): boolean {
  return /@([a-z0-9-]+\.)*gov\.kz$/i.test(email.trim());
}
