export interface ServerEvent {
  name: string;
  data: string;
}

/** Parses the text of an event stream, in whatever pieces it arrives. */
export class EventParser {
  #rest = "";
  #name = "";
  #data: string[] = [];

  /** Adds the next piece of text; returns the events that it completes. */
  push(text: string): ServerEvent[] {
    // A carriage return at the end of a piece may be the first half of CRLF, so it does not end a line yet.
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): ServerEvent[] {
    if (line === "") return this.#dispatched();
    const [field, value] = split(line);
    if (field === "event") this.#name = value;
    else if (field === "data") this.#data.push(value);
    // Comments have no field name. `id` and `retry` are ignored, because the feeds resume by cursor.
    return [];
  }

  #dispatched(): ServerEvent[] {
    const event = { name: this.#name, data: this.#data.join("\n") };
    const isEmpty = this.#data.length === 0;
    this.#name = "";
    this.#data = [];
    return isEmpty ? [] : [event];
  }
}

function split(line: string): [field: string, value: string] {
  const colon = line.indexOf(":");
  if (colon < 0) return [line, ""];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
}
