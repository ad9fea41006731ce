import { drawSmaller } from "./draw";

/** A photo to reduce, and the port for the answer. */
export interface Job {
  file: Blob;
  answer: MessagePort;
}

export type Drawn = { begun: true } | { blob: Blob | null } | { failed: string };

addEventListener("message", ({ data: { file, answer } }: MessageEvent<Job>) => {
  answer.postMessage({ begun: true } satisfies Drawn);
  drawSmaller(file).then(
    (blob) => answer.postMessage({ blob } satisfies Drawn),
    (reason: unknown) => answer.postMessage({ failed: String(reason) } satisfies Drawn),
  );
});
