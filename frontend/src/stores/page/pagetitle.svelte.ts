/** What the open screen writes into the title of the tab. */
class PageTitle {
  /** Null while the screen has no title of its own. */
  text: string | null = $state(null);

  /** Sets the title; returns the function that takes it away when the screen closes. */
  show(text: string | null): () => void {
    this.text = text;
    return () => {
      if (this.text === text) this.text = null;
    };
  }
}

export const pageTitle = new PageTitle();
