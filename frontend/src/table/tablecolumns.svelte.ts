import { columnsIn, toggled, type Column } from "./columns";

const key = "qala.table.columns";

/** The columns of the table of requests, kept on the device: a large screen has room for more than a laptop. */
class TableColumns {
  shown: readonly Column[] = $state.raw(columnsIn(read()));

  toggle(column: Column): void {
    this.show(toggled(this.shown, column));
  }

  show(shown: readonly Column[]): void {
    this.shown = shown;
    try {
      localStorage.setItem(key, JSON.stringify(shown));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export const tableColumns = new TableColumns();
