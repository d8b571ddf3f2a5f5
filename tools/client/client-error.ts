/** A client could not be made; the message says why, and what to do. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
}
