/** The request that was sent last from this tab, until its author has seen what happens next. */
class SentReport {
  id: string | null = $state(null);
}

export const sentReport = new SentReport();
