/** What a refused SDK call says. */

export interface Refusal {
  readonly status: number | undefined;
  readonly name: string;
  readonly message: string;
}

export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { status: $metadata?.httpStatusCode, name, message };
  }
  throw new Error('the call was accepted');
}
