/**
 * Why `fetch` got no answer, in words.
 *
 * @returns the reason below HTTP with its code, such as `connect ECONNREFUSED 127.0.0.1:3000`, where there is one
 */
export function noAnswer(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string; errors?: readonly Error[] } };
  if (cause === undefined) return message;
  // Where all addresses of a name have failed, each has an error of its own, and there may be no text for all.
  const reason = cause.message || cause.errors?.map((each) => each.message).join('; ') || message;
  return cause.code === undefined || reason.includes(cause.code) ? reason : `${reason} (${cause.code})`;
}
