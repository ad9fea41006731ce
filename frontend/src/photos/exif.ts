/** Time and place of the shot from the Exif segment of a JPEG. */
export interface Exif {
  /** ISO 8601 with a zone; null when the file has no time. */
  takenAt: string | null;
  latitude: number | null;
  longitude: number | null;
}

const nothing: Exif = { takenAt: null, latitude: null, longitude: null };
const tags = {
  orientation: 0x0112,
  exif: 0x8769,
  gps: 0x8825,
  takenAt: 0x9003,
  offset: 0x9011,
  latitudeRef: 1,
  latitude: 2,
  longitudeRef: 3,
  longitude: 4,
} as const;
const sizes: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };
const exifName = "Exif\0\0";

/** Returns time and place of a JPEG; for another or damaged file all values are null. */
export function readExif(buffer: ArrayBuffer): Exif {
  try {
    const segment = findSegment(new DataView(buffer));
    return segment === null ? nothing : readTiff(new Tiff(buffer, segment.start + 10));
  } catch (reason) {
    // The offsets of a damaged directory point outside the file.
    if (reason instanceof RangeError) return nothing;
    throw reason;
  }
}

/**
 * Returns the Exif segment of a JPEG with the orientation set to upright, for a smaller copy whose pixels are already
 * upright: the server checks evidence by the camera's metadata. Null when there is no segment.
 */
export function uprightSegment(buffer: ArrayBuffer): Uint8Array<ArrayBuffer> | null {
  try {
    const segment = findSegment(new DataView(buffer));
    if (segment === null) return null;
    const copy = buffer.slice(segment.start, segment.end);
    const tiff = new Tiff(copy, 10);
    const orientation = tiff.entries(tiff.firstDirectory).get(tags.orientation);
    if (orientation !== undefined) tiff.writeShort(orientation + 8, 1);
    return new Uint8Array(copy);
  } catch (reason) {
    if (reason instanceof RangeError) return null;
    throw reason;
  }
}

/** Returns a JPEG without Exif with this segment added as its first. */
export function withSegment(jpeg: Blob, segment: Uint8Array<ArrayBuffer>): Blob {
  return new Blob([jpeg.slice(0, 2), segment, jpeg.slice(2)], { type: "image/jpeg" });
}

function findSegment(view: DataView): { start: number; end: number } | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    const marker = view.getUint16(at);
    // Start of the image data: no segment follows.
    if (marker === 0xffda || marker >> 8 !== 0xff) return null;
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === 0xffe1 && textAt(view, at + 4, exifName.length) === exifName) return { start: at, end };
    at = end;
  }
  return null;
}

function textAt(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...Array.from({ length }, (_, index) => view.getUint8(at + index)));
}

/** Reads the TIFF directories of an Exif segment; offsets count from the TIFF header. */
class Tiff {
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(buffer: ArrayBuffer, start: number) {
    this.#view = new DataView(buffer, start);
    this.#little = this.#view.getUint16(0) === 0x4949;
  }

  get firstDirectory(): number {
    return this.#long(4);
  }

  /** Returns the offset of the entry of each tag. */
  entries(directory: number): Map<number, number> {
    const count = this.#short(directory);
    const starts = Array.from({ length: count }, (_, index) => directory + 2 + index * 12);
    return new Map(starts.map((start) => [this.#short(start), start]));
  }

  pointer(entry: number | undefined): number | null {
    return entry === undefined ? null : this.#long(entry + 8);
  }

  text(entry: number | undefined): string {
    return entry === undefined
      ? ""
      : textAt(this.#view, this.#valueAt(entry), this.#long(entry + 4)).replace(/\0.*$/s, "");
  }

  rationals(entry: number | undefined): number[] {
    if (entry === undefined) return [];
    const at = this.#valueAt(entry);
    return Array.from(
      { length: this.#long(entry + 4) },
      (_, index) => this.#long(at + index * 8) / this.#long(at + index * 8 + 4),
    );
  }

  writeShort(at: number, value: number): void {
    this.#view.setUint16(at, value, this.#little);
  }

  // A value of four bytes or less is stored in the entry itself.
  #valueAt(entry: number): number {
    const size = (sizes[this.#short(entry + 2)] ?? 1) * this.#long(entry + 4);
    return size <= 4 ? entry + 8 : this.#long(entry + 8);
  }

  #short(at: number): number {
    return this.#view.getUint16(at, this.#little);
  }

  #long(at: number): number {
    return this.#view.getUint32(at, this.#little);
  }
}

function readTiff(tiff: Tiff): Exif {
  const first = tiff.entries(tiff.firstDirectory);
  const exifAt = tiff.pointer(first.get(tags.exif));
  const gpsAt = tiff.pointer(first.get(tags.gps));
  const exif = exifAt === null ? new Map<number, number>() : tiff.entries(exifAt);
  const gps = gpsAt === null ? new Map<number, number>() : tiff.entries(gpsAt);
  const latitude = degrees(tiff.rationals(gps.get(tags.latitude)), tiff.text(gps.get(tags.latitudeRef)));
  const longitude = degrees(tiff.rationals(gps.get(tags.longitude)), tiff.text(gps.get(tags.longitudeRef)));
  // A camera without a position writes zeros, so 0, 0 counts as no place.
  const isPlace =
    latitude !== null &&
    longitude !== null &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180 &&
    (latitude !== 0 || longitude !== 0);
  return {
    takenAt: moment(tiff.text(exif.get(tags.takenAt)), tiff.text(exif.get(tags.offset))),
    latitude: isPlace ? latitude : null,
    longitude: isPlace ? longitude : null,
  };
}

function degrees([whole = NaN, minutes = 0, seconds = 0]: number[], ref: string): number | null {
  const value = whole + minutes / 60 + (Number.isFinite(seconds) ? seconds : 0) / 3600;
  if (!Number.isFinite(value)) return null;
  return ref === "S" || ref === "W" ? -value : value;
}

// Returns ISO 8601 for "2026:11:20 14:05:09". Without an offset the time is read in the zone of this device.
function moment(text: string, offset: string): string | null {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text);
  if (parts === null) return null;
  const zone = /^[+-]\d\d:\d\d$/.test(offset) ? offset : "";
  const instant = new Date(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}${zone}`);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}
