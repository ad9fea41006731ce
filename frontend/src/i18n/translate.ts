import { FluentBundle, FluentNumber, FluentResource, type FluentVariable } from "@fluent/bundle";
import { isolated } from "./isolate";
import type { Language } from "./language";
import type { MessageArguments, MessageKey } from "./messages";

type ArgumentsOf<Key extends MessageKey> = Key extends keyof MessageArguments ? [MessageArguments[Key]] : [];

/** Returns the text of a message; its arguments are checked by the compiler. */
export type Translate = <Key extends MessageKey>(key: Key, ...given: ArgumentsOf<Key>) => string;

/** Makes the function that formats the messages of one catalogue. */
export function translator(language: Language, source: string): Translate {
  // Some browsers know no Kazakh numbers and would write a point; the country writes a comma.
  const bundle = new FluentBundle([language, "ru"], { useIsolating: false });
  bundle.addResource(new FluentResource(source));
  return (key, ...given) => {
    const pattern = bundle.getMessage(key)?.value;
    const errors: Error[] = [];
    const text = pattern ? bundle.formatPattern(pattern, variables(given[0]), errors) : key;
    // Keys and arguments are checked before this runs, so an error here is a fault of a build; a text is still shown.
    for (const error of errors) console.error(key, error);
    return text;
  };
}

// Numbers are written without a separator of thousands, as the server writes them.
function variables(given: Record<string, string | number> | undefined): Record<string, FluentVariable> {
  const entries = Object.entries(given ?? {});
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "number" ? ungrouped(value) : isolated(value)]),
  );
}

function ungrouped(value: number): FluentNumber {
  return new FluentNumber(value, { useGrouping: false });
}
