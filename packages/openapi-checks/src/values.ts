/** Values for a schema, which tools send as requests and responses. Internal: it may change in any version. */
export { plausibleValue } from './mock/plausible-values.ts';
export { Side } from './schemas/side.ts';
