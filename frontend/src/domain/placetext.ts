const numberAtEnd = /[,\s]\s*(?:\p{L}{1,3}\.?\s*)?(\d+\s?[\p{L}]?(?:\s?[/-]\s?\d+\s?[\p{L}]?)?)\s*$/u;

/**
 * Returns the address of a place that was chosen for what is typed. A street keeps the number of the house that was
 * typed and that the city does not know.
 */
export function chosenAddress(typed: string, place: { kind: string; address: string }): string {
  const number = place.kind === "STREET" ? numberAtEnd.exec(typed)?.[1]?.replace(/\s/g, "") : undefined;
  return number === undefined || place.address.endsWith(number) ? place.address : `${place.address}, ${number}`;
}
