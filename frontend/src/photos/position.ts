import type { Fix } from "./shot";

export type Permission = "granted" | "prompt" | "denied" | "unsupported";

const patienceMilliseconds = 8_000;
// Somebody who photographs several sides of a pit stands where they stood a moment ago.
const stillTrueMilliseconds = 20_000;

/** Whether the page may know where it is. A browser that will not say is asked only after the person agrees. */
export async function placePermission(): Promise<Permission> {
  if (!("geolocation" in navigator)) return "unsupported";
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state;
  } catch {
    return "prompt";
  }
}

/** Where the device is now; null when it cannot or may not say. The browser asks the person if it has to. */
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
