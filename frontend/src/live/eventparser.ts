export interface ServerEvent {
  name: string;
  data: string;
}

/** Cuts the text of an event stream into its events, wherever the network has cut it. */
export class EventParser {
  #rest = "";
  #name = "";
  #data: string[] = [];

  /** Takes the next piece of the text; answers the events that are whole by now. */
  push(text: string): ServerEvent[] {
    // A carriage return at the very end may be the first half of a line's end.
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): ServerEvent[] {
    if (line === "") return this.#dispatched();
    const [field, value] = split(line);
    if (field === "event") this.#name = value;
    else if (field === "data") this.#data.push(value);
    // A comment has no field. Ids and times to wait are for clients that know nothing of cursors.
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
