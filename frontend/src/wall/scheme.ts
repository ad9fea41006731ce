export type Scheme = "dark" | "light";

const dark = /^\(prefers-color-scheme:\s*dark\)$/;

/**
 * Shows the page in this colour scheme whatever the system prefers, until the returned function is called. The rules of
 * the dark scheme are switched where they stand, so that the palette exists once.
 */
export function forceScheme(scheme: Scheme): () => void {
  const switched = new Map<CSSMediaRule, string>();
  const apply = () => {
    for (const rule of darkRules()) {
      switched.set(rule, rule.media.mediaText);
      rule.media.mediaText = scheme === "dark" ? "all" : "not all";
    }
  };
  // Styles of a part of the page that is loaded later.
  const observer = new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (node instanceof HTMLLinkElement) node.addEventListener("load", apply, { once: true });
    }
    apply();
  });
  observer.observe(document.head, { childList: true });
  document.documentElement.style.colorScheme = scheme;
  apply();
  return () => {
    observer.disconnect();
    document.documentElement.style.colorScheme = "";
    switched.forEach((text, rule) => (rule.media.mediaText = text));
  };
}

function darkRules(): CSSMediaRule[] {
  return [...document.styleSheets]
    .flatMap((sheet) => rulesOf(sheet))
    .filter((rule): rule is CSSMediaRule => rule instanceof CSSMediaRule && dark.test(rule.media.mediaText));
}

function rulesOf(sheet: CSSStyleSheet): CSSRule[] {
  try {
    return [...sheet.cssRules];
  } catch {
    // A style sheet of a browser extension cannot be read.
    return [];
  }
}
