import { inPlace } from './applicators.ts';
import { fact } from './memo.ts';
import type { Schema } from './schema.ts';

/** The extension by which a handler reads a file of a form while it arrives. */
export const STREAMED_FILE = 'x-streamed-file';

/** The schemas that mark a property as streamed: its own, and those that always apply to the same instance. */
export const streamedMarks = fact((property: Schema): readonly Schema[] => inPlace(property, 'certain').filter(({ streamedFile }) => streamedFile));
