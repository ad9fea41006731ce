const wideQuery = matchMedia("(min-width: 900px)");

/** Whether there is room for a side panel and a row of links above. */
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
