import { drawSmaller } from "./draw";
import { uprightSegment, withSegment } from "./exif";
import { jpegName } from "./limits";

const patienceMilliseconds = 20_000;

/** A copy small enough for a slow network, or the file itself: when it is small, or when this browser cannot read it. */
export async function shrink(file: File, bytes: ArrayBuffer): Promise<File> {
  const drawn = await drawnAnywhere(file);
  if (drawn === null) return file;
  const segment = uprightSegment(bytes);
  const blob = segment === null ? drawn : withSegment(drawn, segment);
  return new File([blob], jpegName(file.name), { type: "image/jpeg", lastModified: file.lastModified });
}

async function drawnAnywhere(file: File): Promise<Blob | null> {
  try {
    return await drawnByWorker(file);
  } catch {
    // No worker, or no canvas in it: the page itself may still be able to.
  }
  try {
    return await drawSmaller(file);
  } catch {
    // A kind of picture that this browser cannot read, HEIC for one; the server says whether it can.
    return null;
  }
}

function drawnByWorker(file: File): Promise<Blob | null> {
  if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") return Promise.reject(new Error("no worker that draws"));
  const worker = new Worker(new URL("./shrink.worker.ts", import.meta.url), { type: "module" });
  return new Promise<Blob | null>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the worker took too long")), patienceMilliseconds);
    worker.onmessage = ({ data }: MessageEvent<{ blob?: Blob | null; failed?: string }>) => {
      clearTimeout(timer);
      if (data.failed !== undefined) reject(new Error(data.failed));
      else resolve(data.blob ?? null);
    };
    worker.onerror = () => {
      clearTimeout(timer);
      reject(new Error("the worker could not be started"));
    };
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}
