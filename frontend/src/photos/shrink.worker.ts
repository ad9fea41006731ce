import { drawSmaller } from "./draw";

addEventListener("message", (event: MessageEvent<Blob>) => {
  drawSmaller(event.data).then(
    (blob) => postMessage({ blob }),
    (reason: unknown) => postMessage({ failed: String(reason) }),
  );
});
