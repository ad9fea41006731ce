/** The metadata of a JPEG that `someJpeg` builds. */
export interface JpegMetadata {
  orientation?: number;
  takenAt?: string;
  offset?: string;
  /** Degrees, minutes, seconds and the hemisphere. */
  latitude?: [number, number, number, string];
  longitude?: [number, number, number, string];
  little?: boolean;
}

type Entry = [tag: number, type: number, values: number[] | string];

export function someJpeg(metadata: JpegMetadata | null): ArrayBuffer {
  const app0 = [0xff, 0xe0, 0, 4, 0, 0];
  const exif = metadata === null ? [] : segment(tiff(metadata));
  return new Uint8Array([0xff, 0xd8, ...app0, ...exif, 0xff, 0xda, 0, 2, 0xff, 0xd9]).buffer;
}

function segment(body: number[]): number[] {
  const content = [...text("Exif\0\0"), ...body];
  const length = content.length + 2;
  return [0xff, 0xe1, length >> 8, length & 0xff, ...content];
}

function tiff({ orientation, takenAt, offset, latitude, longitude, little = false }: JpegMetadata): number[] {
  const exif: Entry[] = [
    ...(takenAt === undefined ? [] : [[0x9003, 2, `${takenAt}\0`] as Entry]),
    ...(offset === undefined ? [] : [[0x9011, 2, `${offset}\0`] as Entry]),
  ];
  const gps: Entry[] = [...half(1, latitude), ...half(3, longitude)];
  const rootCount = (orientation === undefined ? 0 : 1) + 2;
  const exifAt = 8 + 2 + rootCount * 12 + 4;
  const exifBytes = directory(exif, exifAt, little);
  const gpsAt = exifAt + exifBytes.length;
  const root: Entry[] = [
    ...(orientation === undefined ? [] : [[0x0112, 3, [orientation]] as Entry]),
    [0x8769, 4, [exifAt]],
    [0x8825, 4, [gpsAt]],
  ];
  const head = [...text(little ? "II" : "MM"), ...number(42, 2, little), ...number(8, 4, little)];
  return [...head, ...directory(root, 8, little), ...exifBytes, ...directory(gps, gpsAt, little)];
}

function half(tag: number, degrees: JpegMetadata["latitude"]): Entry[] {
  if (degrees === undefined) return [];
  const [whole, minutes, seconds, letter] = degrees;
  return [[tag, 2, `${letter}\0`], [tag + 1, 5, [whole, 1, minutes, 1, Math.round(seconds * 100), 100]]];
}

function directory(entries: readonly Entry[], start: number, little: boolean): number[] {
  const values: number[] = [];
  const valuesAt = start + 2 + entries.length * 12 + 4;
  const lines = entries.flatMap(([tag, type, value]) => {
    const bytes =
      typeof value === "string" ? text(value) : value.flatMap((one) => number(one, type === 3 ? 2 : 4, little));
    const count = typeof value === "string" ? value.length : type === 5 ? value.length / 2 : value.length;
    const inline = bytes.length <= 4 ? [...bytes, 0, 0, 0, 0].slice(0, 4) : number(valuesAt + values.length, 4, little);
    if (bytes.length > 4) values.push(...bytes);
    return [...number(tag, 2, little), ...number(type, 2, little), ...number(count, 4, little), ...inline];
  });
  return [...number(entries.length, 2, little), ...lines, 0, 0, 0, 0, ...values];
}

function number(value: number, size: number, little: boolean): number[] {
  const bytes = Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) % 256);
  return little ? bytes.reverse() : bytes;
}

function text(value: string): number[] {
  return [...value].map((letter) => letter.charCodeAt(0));
}
