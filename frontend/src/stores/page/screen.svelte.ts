const wideQuery = matchMedia("(min-width: 900px)");

/** Whether the screen is wide enough for a side panel and the navigation at the top. */
class Screen {
  isWide = $state(wideQuery.matches);

  watch(): () => void {
    const read = () => {
      this.isWide = wideQuery.matches;
    };
    wideQuery.addEventListener("change", read);
    return () => wideQuery.removeEventListener("change", read);
  }
}

export const screen = new Screen();
