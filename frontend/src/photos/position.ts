import type { Fix } from "./shot";

export type Permission = "granted" | "prompt" | "denied" | "unsupported";

const patienceMilliseconds = 8_000;
// Several photos of one pothole within this time share one position.
const stillTrueMilliseconds = 20_000;

/**
 * Returns the permission for the position. It is "prompt" when the browser does not report it: the browser then prompts
 * the user on first use.
 */
export async function placePermission(): Promise<Permission> {
  if (!("geolocation" in navigator)) return "unsupported";
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state;
  } catch {
    return "prompt";
  }
}

/** Returns the position of the device; null when it is unknown or forbidden. The browser may prompt the user. */
export function readFix(): Promise<Fix | null> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({ latitude: coords.latitude, longitude: coords.longitude, accuracyMetres: coords.accuracy }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: patienceMilliseconds, maximumAge: stillTrueMilliseconds },
    );
  });
}
