import { drawSmaller } from "./draw";
import { uprightSegment, withSegment } from "./exif";
import { jpegName } from "./limits";
import type { Drawn, Job } from "./shrink.worker";

/** A worker that has not started by then could not load its code. */
const beginMilliseconds = 3_000;
const drawMilliseconds = 20_000;

/** Returns a reduced copy; the file itself when it is small enough; null when this browser cannot decode it. */
export async function shrink(file: File, bytes: ArrayBuffer): Promise<File | null> {
  const drawn = await drawnAnywhere(file);
  if (drawn === "undecodable") return null;
  if (drawn === null) return file;
  const segment = uprightSegment(bytes);
  const blob = segment === null ? drawn : withSegment(drawn, segment);
  return new File([blob], jpegName(file.name), { type: "image/jpeg", lastModified: file.lastModified });
}

async function drawnAnywhere(file: File): Promise<Blob | null | "undecodable"> {
  try {
    return await drawnByWorker(file);
  } catch {
    // Without a worker, or without a canvas in it, the page draws the picture itself.
  }
  try {
    return await drawSmaller(file);
  } catch {
    return "undecodable";
  }
}

let worker: Worker | null = null;

/** Loads the worker early, because photos are often taken without a network. */
export function startWorker(): void {
  if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") return;
  worker ??= new Worker(new URL("./shrink.worker.ts", import.meta.url), { type: "module" });
  worker.onerror = stopWorker;
}

function stopWorker(): void {
  worker?.terminate();
  worker = null;
}

function drawnByWorker(file: File): Promise<Blob | null> {
  startWorker();
  const asked = worker;
  if (asked === null) return Promise.reject(new Error("no worker that draws"));
  const { port1, port2 } = new MessageChannel();
  const failing = new AbortController();
  return new Promise<Blob | null>((resolve, reject) => {
    const fail = (why: string) => {
      stopWorker();
      reject(new Error(why));
    };
    let timer = setTimeout(() => fail("the worker did not begin"), beginMilliseconds);
    failing.signal.addEventListener("abort", () => clearTimeout(timer));
    asked.addEventListener("error", () => fail("the worker could not be started"), { signal: failing.signal });
    port1.onmessage = ({ data }: MessageEvent<Drawn>) => {
      if ("begun" in data) {
        clearTimeout(timer);
        timer = setTimeout(() => fail("the worker took too long"), drawMilliseconds);
      } else if ("failed" in data) reject(new Error(data.failed));
      else resolve(data.blob);
    };
    asked.postMessage({ file, answer: port2 } satisfies Job, [port2]);
  }).finally(() => {
    failing.abort();
    port1.close();
  });
}
