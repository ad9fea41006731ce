import { expect, test } from "vitest";
import { isWhole, kindOf } from "../../src/photos/filekind";
import { someJpeg } from "./somejpeg";

function bytes(...parts: (string | number[])[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) => (typeof part === "string" ? [...part].map((letter) => letter.charCodeAt(0)) : part)),
  );
}

function big(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

// The definition of the PNG specification, bit by bit.
function crc32(content: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of content) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(type: string, content: number[]): number[] {
  const body = bytes(type, content);
  return [...big(content.length), ...body, ...big(crc32(body))];
}

const jpeg = new Uint8Array(someJpeg({ orientation: 6 }));
const png = bytes([0x89], "PNG\r\n", [0x1a], "\n", chunk("IHDR", [1, 2, 3]), chunk("IDAT", [4, 5]), chunk("IEND", []));
const webp = bytes("RIFF", [8, 0, 0, 0], "WEBP", "VP8 ");
const avif = bytes(big(20), "ftypmif1", big(0), "avif", big(8), "mdat");
const heic = bytes(big(20), "ftypmif1", big(0), "heic", big(8), "mdat");

test.each([
  ["jpeg", jpeg],
  ["png", png],
  ["webp", webp],
  ["avif", avif],
  ["heic", heic],
  ["gif", bytes("GIF89a")],
  [null, bytes("%PDF-1.7")],
  [null, bytes(big(16), "ftypmp42", big(0))],
  [null, bytes("")],
] as const)("%s is recognised by its first bytes", (kind, data) => {
  expect(kindOf(data)).toBe(kind);
});

test.each([["jpeg", jpeg], ["png", png], ["webp", webp], ["avif", avif], ["heic", heic]] as const)(
  "a %s that is cut off anywhere is not whole",
  (kind, data) => {
    expect(isWhole(data, kind)).toBe(true);
    for (let length = 12; length < data.length; length += 1) {
      // Between two boxes a file of boxes may end.
      const isBoxes = (kind === "avif" || kind === "heic") && length === 20;
      if (kindOf(data.slice(0, length)) !== kind || isBoxes) continue;
      expect(isWhole(data.slice(0, length), kind), `${length} bytes`).toBe(false);
    }
  },
);

test("a PNG with one flipped byte after its signature is not whole", () => {
  for (let at = 8; at < png.length; at += 1) {
    const damaged = png.slice();
    damaged[at]! ^= 0x10;
    expect(isWhole(damaged, "png"), `byte ${at}`).toBe(false);
  }
});

test("a JPEG with an appended video is whole", () => {
  expect(isWhole(bytes([...jpeg], "ftypmp42"), "jpeg")).toBe(true);
});
