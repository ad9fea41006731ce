/** The kind of a file by its first bytes; names and media types are often wrong. */
export type FileKind = "jpeg" | "png" | "webp" | "avif" | "heic" | "gif";

const heicBrands = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"];

export function kindOf(bytes: Uint8Array): FileKind | null {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return "jpeg";
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (textAt(bytes, 0, 4) === "GIF8") return "gif";
  if (textAt(bytes, 0, 4) === "RIFF" && textAt(bytes, 8, 4) === "WEBP") return "webp";
  if (textAt(bytes, 4, 4) !== "ftyp") return null;
  const brands = brandsOf(bytes);
  if (brands.some((brand) => brand === "avif" || brand === "avis")) return "avif";
  return brands.some((brand) => heicBrands.includes(brand)) ? "heic" : null;
}

/** Returns whether the file has its end and, for PNG, whether its checksums are right. */
export function isWhole(bytes: Uint8Array, kind: FileKind): boolean {
  if (kind === "jpeg") return hasJpegEnd(bytes);
  if (kind === "png") return hasPngEnd(bytes);
  if (kind === "webp") return uint32(bytes, 4, true) + 8 <= bytes.length;
  if (kind === "avif" || kind === "heic") return hasBoxes(bytes);
  return true;
}

function brandsOf(bytes: Uint8Array): string[] {
  const size = Math.min(uint32(bytes, 0), 256, bytes.length);
  const brands = [textAt(bytes, 8, 4)];
  for (let at = 16; at + 4 <= size; at += 4) brands.push(textAt(bytes, at, 4));
  return brands;
}

/** Walks the segments up to the first scan, then looks for the end marker: phones append videos after it. */
function hasJpegEnd(bytes: Uint8Array): boolean {
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return false;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) at += 1;
    else if (marker === 0xda) return hasMarker(bytes, at + 2, 0xd9);
    else at += 2 + (bytes[at + 2]! << 8) + bytes[at + 3]!;
  }
  return false;
}

function hasMarker(bytes: Uint8Array, from: number, marker: number): boolean {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === marker) return true;
  }
  return false;
}

function hasPngEnd(bytes: Uint8Array): boolean {
  let at = 8;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + uint32(bytes, at);
    if (end > bytes.length || crc32(bytes, at + 4, end - 4) !== uint32(bytes, end - 4)) return false;
    if (textAt(bytes, at + 4, 4) === "IEND") return true;
    at = end;
  }
  return false;
}

function hasBoxes(bytes: Uint8Array): boolean {
  let at = 0;
  while (at + 8 <= bytes.length) {
    let size = uint32(bytes, at);
    if (size === 0) return true;
    if (size === 1) size = uint32(bytes, at + 8) * 2 ** 32 + uint32(bytes, at + 12);
    if (size < 8) return false;
    at += size;
  }
  return at === bytes.length;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0xffffffff;
  for (let at = from; at < to; at += 1) crc = crcTable[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function uint32(bytes: Uint8Array, at: number, littleEndian = false): number {
  if (at + 4 > bytes.length) return NaN;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, littleEndian);
}

function startsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, index) => bytes[index] === byte);
}

function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
