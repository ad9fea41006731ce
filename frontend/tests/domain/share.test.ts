import { expect, test, vi } from "vitest";
import { share } from "../../src/domain/share";

const link = { title: "ALM-000001", url: "https://q.kz/r/ALM-000001" };
const refusal = (name: string) => vi.fn().mockRejectedValue(new DOMException("", name));

test("a link is sent by the device", async () => {
  const device = { share: vi.fn().mockResolvedValue(undefined), clipboard: { writeText: vi.fn() } };

  expect(await share(device, link)).toBe("sent");
  expect(device.share).toHaveBeenCalledWith(link);
  expect(device.clipboard.writeText).not.toHaveBeenCalled();
});

test("a reader who closes the sheet gets nothing copied", async () => {
  const clipboard = { writeText: vi.fn() };

  expect(await share({ share: refusal("AbortError"), clipboard }, link)).toBe("left");
  expect(clipboard.writeText).not.toHaveBeenCalled();
});

test.each([undefined, refusal("NotAllowedError")])("without a sheet the link is copied", async (sheet) => {
  const clipboard = { writeText: vi.fn().mockResolvedValue(undefined) };

  expect(await share(sheet === undefined ? { clipboard } : { share: sheet, clipboard }, link)).toBe("copied");
  expect(clipboard.writeText).toHaveBeenCalledWith(link.url);
});

test("without a clipboard, or where it refuses, the link is shown", async () => {
  expect(await share({}, link)).toBe("shown");
  expect(await share({ clipboard: { writeText: refusal("NotAllowedError") } }, link)).toBe("shown");
});
