/** A client could not be generated; the message says why, and what to do. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
}
