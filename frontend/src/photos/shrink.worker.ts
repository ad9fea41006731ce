import { drawSmaller } from "./draw";

/** A photo to draw smaller, and where to answer. */
export interface Job {
  file: Blob;
  answer: MessagePort;
}

export type Drawn = { blob: Blob | null } | { failed: string };

addEventListener("message", ({ data: { file, answer } }: MessageEvent<Job>) => {
  drawSmaller(file).then(
    (blob) => answer.postMessage({ blob } satisfies Drawn),
    (reason: unknown) => answer.postMessage({ failed: String(reason) } satisfies Drawn),
  );
});
