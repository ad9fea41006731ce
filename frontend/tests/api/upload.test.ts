import { expect, test } from "vitest";
import { Failure } from "../../src/api/failure";
import { answerOf } from "../../src/api/upload";

function refusal(status: number, text: string): Failure {
  try {
    answerOf({ status, text });
  } catch (reason) {
    if (reason instanceof Failure) return reason;
  }
  throw new Error("it was no refusal");
}

test("data is returned", () => {
  expect(answerOf({ status: 200, text: '{"data":{"startWork":{"id":"r1"}}}' })).toEqual({ startWork: { id: "r1" } });
});

test("EVIDENCE_REUSED names the photo and the other request", () => {
  const text =
    '{"data":null,"errors":[{"message":"used","extensions":{"code":"EVIDENCE_REUSED","number":"ALM-7","photo":1}}]}';

  const failure = refusal(200, text);

  expect([failure.code, failure.fault]).toEqual(["EVIDENCE_REUSED", { number: "ALM-7", photo: 1 }]);
});

test("INVALID_INPUT names the field and the file", () => {
  const text =
    '{"errors":[{"message":"no","extensions":{"code":"INVALID_INPUT","field":"photos","photo":0,"file":"a.gif"}}]}';

  expect(refusal(200, text)).toMatchObject({
    code: "INVALID_INPUT",
    field: "photos",
    fault: { photo: 0, file: "a.gif" },
  });
});

test("a body over the limit is a refusal that is not retried", () => {
  expect(refusal(413, "").code).toBe("TOO_LARGE");
});

test.each([
  [502, "<html>Bad Gateway</html>"],
  [200, ""],
  [503, '{"busy":true}'],
  [200, "null"],
])("%i with %j counts as a network failure", (status, text) => {
  expect(refusal(status, text).isNetwork).toBe(true);
});
