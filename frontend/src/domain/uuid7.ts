/** Returns a UUIDv7. The client chooses the id of a request, so that sending a form twice creates one request. */
export function uuid7(nowMilliseconds: number = Date.now(), random: Uint8Array = randomBytes()): string {
  const bytes = new Uint8Array(16);
  for (let index = 0; index < 6; index += 1) {
    bytes[index] = Math.floor(nowMilliseconds / 2 ** (8 * (5 - index))) % 256;
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return dashed(bytes);
}

// `crypto.randomUUID` does not exist on plain http, `getRandomValues` does.
function randomBytes(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(10));
}

function dashed(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
