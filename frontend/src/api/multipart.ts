/** The bytes of the body that belong to one file: from `start` up to, not including, `end`. */
interface FileRange {
  start: number;
  end: number;
}

export interface MultipartBody {
  blob: Blob;
  contentType: string;
  ranges: readonly FileRange[];
}

export interface Operation {
  query: string;
  operationName: string;
  variables: Record<string, unknown>;
}

/**
 * Returns the body of an operation with files, by the GraphQL multipart request specification. It does not use
 * `FormData`, which hides the offsets of the files: without them the progress of a single file is unknown.
 */
export function multipartBody(operation: Operation, boundary: string): MultipartBody {
  const files: [path: string, file: File][] = [];
  const variables = withoutFiles(operation.variables, "variables", files);
  const map = Object.fromEntries(files.map(([path], index) => [String(index), [path]]));
  const pieces: BlobPart[] = [
    field(boundary, "operations", JSON.stringify({ ...operation, variables })),
    field(boundary, "map", JSON.stringify(map)),
  ];
  const ranges: FileRange[] = [];
  let length = sizeOf(pieces);
  files.forEach(([, file], index) => {
    const head = fileHead(boundary, String(index), file);
    const start = length + sizeOf([head]);
    ranges.push({ start, end: start + file.size });
    const tail = "\r\n";
    pieces.push(head, file, tail);
    length = start + file.size + sizeOf([tail]);
  });
  pieces.push(`--${boundary}--\r\n`);
  return { blob: new Blob(pieces), contentType: `multipart/form-data; boundary=${boundary}`, ranges };
}

/** Returns the share of each file that was sent, 0 to 1, after so many bytes of the body. */
export function sharesSent(ranges: readonly FileRange[], sentBytes: number): number[] {
  return ranges.map(({ start, end }) =>
    end === start ? Number(sentBytes >= end) : Math.min(1, Math.max(0, (sentBytes - start) / (end - start))),
  );
}

export function hasFiles(variables: Record<string, unknown>): boolean {
  const files: [string, File][] = [];
  withoutFiles(variables, "variables", files);
  return files.length > 0;
}

// The specification requires null in place of a file, and the path to it in the map.
function withoutFiles(value: unknown, path: string, files: [string, File][]): unknown {
  if (value instanceof File) {
    files.push([path, value]);
    return null;
  }
  if (Array.isArray(value)) return value.map((one, index) => withoutFiles(one, `${path}.${index}`, files));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withoutFiles(one, `${path}.${key}`, files)]),
  );
}

function field(boundary: string, name: string, text: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
}

function fileHead(boundary: string, name: string, file: File): string {
  const type = file.type === "" ? "application/octet-stream" : file.type;
  const disposition = `Content-Disposition: form-data; name="${name}"; filename="${escaped(file.name)}"`;
  return `--${boundary}\r\n${disposition}\r\nContent-Type: ${type}\r\n\r\n`;
}

// The HTML standard's escapes for file names. Unescaped, a quote or a line break in a name would end the header.
function escaped(name: string): string {
  return name.replace(/\r\n|\r|\n/g, "%0D%0A").replaceAll('"', "%22");
}

function sizeOf(texts: readonly BlobPart[]): number {
  return new Blob([...texts]).size;
}
