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
  if (!navigator.geolocation) return "unsupported";
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state;
  } catch {
    return "prompt";
  }
}

/** Why the device did not say where it is. */
export type PositionFault = "denied" | "unavailable" | "slow";

// The codes of GeolocationPositionError.
const faults: Readonly<Record<number, PositionFault>> = { 1: "denied", 2: "unavailable", 3: "slow" };

/** Returns the position of the device, or why it is unknown. The browser may prompt the user. */
export function readPosition(): Promise<Fix | PositionFault> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({ latitude: coords.latitude, longitude: coords.longitude, accuracyMetres: coords.accuracy }),
      ({ code }) => resolve(faults[code] ?? "unavailable"),
      { enableHighAccuracy: true, timeout: patienceMilliseconds, maximumAge: stillTrueMilliseconds },
    );
  });
}

/** Returns the position of the device; null when it is unknown or forbidden. The browser may prompt the user. */
export async function readFix(): Promise<Fix | null> {
  const read = await readPosition();
  return typeof read === "string" ? null : read;
}
