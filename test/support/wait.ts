/** For tests that build, compile or start programs. */
export const MINUTE_MS = 60_000;

/** Waits for a condition, and says so where it does not come, before the time of a test is over. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  for (const startMs = Date.now(); Date.now() - startMs < timeoutMs; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`What was waited for did not come within ${timeoutMs} ms.`);
}
