/**
 * Why `fetch` failed, in words.
 *
 * @returns the reason below HTTP with its code, such as `connect ECONNREFUSED 127.0.0.1:3000`, if there is one
 */
export function fetchError(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string; errors?: readonly Error[] } };
  if (cause === undefined) return message;
  // When every address of a host name has failed, each has its own error, and the common one may have no message.
  const reason = cause.message || cause.errors?.map((each) => each.message).join('; ') || message;
  return cause.code === undefined || reason.includes(cause.code) ? reason : `${reason} (${cause.code})`;
}
