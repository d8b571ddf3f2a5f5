import { _, type KeywordCxt } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { JsonObject } from '../../../json.ts';

/** The keyword of a form's files, which are objects like those of JSON, but for their functions. */
const FORM_FILE = 'formFile';

/** A file of a form. */
export const FILE: Readonly<JsonObject> = { type: 'object', [FORM_FILE]: true };
/** Anything else. */
export const NO_FILE: Readonly<JsonObject> = { [FORM_FILE]: false };

/** Teaches Ajv the keyword. */
export function addFormFile(ajv: Ajv2020): void {
  ajv.addKeyword({
    keyword: FORM_FILE,
    type: 'object',
    schemaType: 'boolean',
    error: { message: ({ schema }) => (schema === true ? 'must be a file' : 'must not be a file') },
    code(cxt: KeywordCxt) {
      const isFile = _`typeof ${cxt.data}.stream == "function"`;
      if (cxt.schema === true) cxt.pass(isFile);
      else cxt.fail(isFile);
    },
  });
}
