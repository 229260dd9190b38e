/** What the function does: one exported function a task, named by CMD in the Dockerfile. */

/** Greets by name. */
export async function greet(event) {
  return { message: `Hello, ${event?.name ?? 'world'}!` };
}
