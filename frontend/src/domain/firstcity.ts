export const cityKey = "qala.city";
export const firstGuess = "almaty";

/** The city in which the page probably opens: of the link, or the last choice on this device. */
export function firstCity(ofLink: string | undefined): string {
  return ofLink ?? localStorage.getItem(cityKey) ?? firstGuess;
}
