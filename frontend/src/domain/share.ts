export interface Link {
  title: string;
  url: string;
}

/** What became of a link: sent by the device, left by the reader, copied, or to be copied by hand. */
export type Shared = "sent" | "left" | "copied" | "shown";

interface Device {
  share?: (link: Link) => Promise<void>;
  clipboard?: { writeText(text: string): Promise<void> };
}

/** Sends a link by the device's own sheet; without one, or where it fails, copies the link. */
export async function share(device: Device, link: Link): Promise<Shared> {
  if (device.share !== undefined) {
    try {
      await device.share(link);
      return "sent";
    } catch (failure) {
      if (failure instanceof DOMException && failure.name === "AbortError") return "left";
    }
  }
  try {
    // A page that was not loaded over HTTPS has no clipboard.
    if (device.clipboard === undefined) return "shown";
    await device.clipboard.writeText(link.url);
    return "copied";
  } catch {
    return "shown";
  }
}
