import type { Language } from "./language";
import { numberFormat } from "./numberformat";

/** A number of requests, of which there may be more, because the server has not counted to the end. */
interface Total {
  total: number;
  isCapped: boolean;
}

/** Returns how many requests there are as text: `10,000+` where there are more. */
export function totalText({ total, isCapped }: Total, language: Language): string {
  return numberFormat(language).format(total) + (isCapped ? "+" : "");
}
