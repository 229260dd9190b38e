/** One call in the AWS JSON 1.1 protocol, without an SDK: what goes over the wire is what is compared. */

export interface JsonAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** @param target `AmazonSSM.GetParameter` */
export async function jsonCall(url: string, target: string, input: object): Promise<JsonAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': target,
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIDLOCAL/20260101/us-east-1/any/aws4_request',
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}
