/** A browser and its operating system, by the names that users know. */
interface Device {
  browser: string;
  system: string;
}

// The order matters, because most browsers also name others in their header.
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

/** Returns browser and system from a User-Agent header; null unless both are known. */
export function deviceOf(userAgent: string): Device | null {
  const browser = nameIn(browsers, userAgent);
  const system = nameIn(systems, userAgent);
  if (browser !== null && system !== null) return { browser, system };
  return null;
}

/** Returns the first word of a header that names no known browser, such as the name of a script. */
export function programOf(userAgent: string): string | null {
  return /^([\p{L}\d][\p{L}\d ._-]{0,39})/u.exec(userAgent.trim())?.[1]?.trim() ?? null;
}

function nameIn(table: readonly (readonly [RegExp, string])[], userAgent: string): string | null {
  return table.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
}
