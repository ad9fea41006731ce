import { FluentBundle, FluentNumber, FluentResource, type FluentVariable } from "@fluent/bundle";
import { isolated } from "./isolate";
import type { Language } from "./language";
import type { MessageArguments, MessageKey } from "./messages";
import { numberFormat } from "./numberformat";

type ArgumentsOf<Key extends MessageKey> = Key extends keyof MessageArguments ? [MessageArguments[Key]] : [];

/** Returns the text of a message; its arguments are checked by the compiler. */
export type Translate = <Key extends MessageKey>(key: Key, ...given: ArgumentsOf<Key>) => string;

/** Makes the function that formats the messages of one catalogue. */
export function translator(language: Language, source: string): Translate {
  const bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource(new FluentResource(source));
  return (key, ...given) => {
    const pattern = bundle.getMessage(key)?.value;
    const errors: Error[] = [];
    const text = pattern ? bundle.formatPattern(pattern, variables(given[0], language), errors) : key;
    // Keys and arguments are checked before this runs, so an error here is a fault of a build; a text is still shown.
    for (const error of errors) console.error(key, error);
    return text;
  };
}

function variables(
  given: Record<string, string | number> | undefined,
  language: Language,
): Record<string, FluentVariable> {
  const entries = Object.entries(given ?? {});
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "number" ? written(value, language) : isolated(value)]),
  );
}

function written(value: number, language: Language): FluentNumber {
  // From five digits on a number is read in groups.
  return new (language === "kk" ? KazakhNumber : FluentNumber)(value, { useGrouping: "min2" });
}

/** A number of a text in the form of its language, which the bundle does not know in every browser. */
class KazakhNumber extends FluentNumber {
  override toString(): string {
    return numberFormat("kk", this.opts).format(this.value);
  }
}
