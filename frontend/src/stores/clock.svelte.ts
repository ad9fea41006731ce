const tickMilliseconds = 20_000;

/** The present moment as the screen shows it: deadlines run without a reload. */
class ScreenClock {
  now = $state(Date.now());

  start(): () => void {
    const timer = setInterval(() => {
      this.now = Date.now();
    }, tickMilliseconds);
    return () => clearInterval(timer);
  }
}

export const clock = new ScreenClock();
