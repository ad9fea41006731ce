/** What a browser calls itself, in words people know; null for what says nothing. */
export interface Device {
  browser: string;
  system: string;
}

// The order matters: most browsers also claim to be others.
const browsers: readonly (readonly [RegExp, string])[] = [
  [/YaBrowser\//, "Yandex"],
  [/EdgA?\/|EdgiOS\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/FxiOS\/|Firefox\//, "Firefox"],
  [/CriOS\/|Chrome\/|HeadlessChrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Macintosh|Mac OS X/, "Mac"],
  [/CrOS/, "ChromeOS"],
  [/Linux|X11/, "Linux"],
];

export function deviceOf(userAgent: string): Device | null {
  const browser = nameIn(browsers, userAgent);
  const system = nameIn(systems, userAgent);
  if (browser !== null && system !== null) return { browser, system };
  return null;
}

/** Something that is no browser: a script, an app. Its own first word is all there is. */
export function programOf(userAgent: string): string | null {
  return /^([\p{L}\d][\p{L}\d ._-]{0,39})/u.exec(userAgent.trim())?.[1]?.trim() ?? null;
}

function nameIn(table: readonly (readonly [RegExp, string])[], userAgent: string): string | null {
  return table.find(([sign]) => sign.test(userAgent))?.[1] ?? null;
}
