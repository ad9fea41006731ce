import { jpegQuality, smallerSize } from "./limits";

/** Returns a smaller JPEG of the picture; null when the file can be sent as it is. Runs in a worker and on the page. */
export async function drawSmaller(file: Blob): Promise<Blob | null> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const size = smallerSize(bitmap, file.size, file.type);
    if (size === null) return null;
    return typeof OffscreenCanvas === "undefined" ? await onPage(bitmap, size) : await offPage(bitmap, size);
  } finally {
    bitmap.close();
  }
}

async function offPage(bitmap: ImageBitmap, { width, height }: { width: number; height: number }): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  paint(canvas.getContext("2d"), bitmap, width, height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: jpegQuality });
}

function onPage(bitmap: ImageBitmap, { width, height }: { width: number; height: number }): Promise<Blob> {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  paint(canvas.getContext("2d"), bitmap, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error("the canvas gave no picture")) : resolve(blob)),
      "image/jpeg",
      jpegQuality,
    );
  });
}

function paint(
  context: OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | null,
  bitmap: ImageBitmap,
  width: number,
  height: number,
): void {
  if (context === null) throw new Error("no canvas to draw on");
  // JPEG has no transparency, and transparent pixels would become black.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
}
