/** The request that was sent last from this tab, until its author has seen what happens next. */
class SentReport {
  id: string | null = $state(null);
  /** Whether a visitor has pressed to send the report, and was asked to sign in first. */
  isAwaited = false;

  /** Brings the button that sends into sight for a visitor who comes back signed in: only it is left to press. */
  comeBack(button: HTMLElement, isSignedIn: boolean): void {
    if (!this.isAwaited || !isSignedIn) return;
    this.isAwaited = false;
    button.scrollIntoView({ block: "center" });
    button.focus({ preventScroll: true });
  }
}

export const sentReport = new SentReport();
