import validation from '@petsage/openapi-koa/validation';
import { _, type Code, type KeywordCxt } from 'ajv';

/** The parameter of generated functions that is the same object throughout a validation. */
export const CONTEXT = _`dynamicAnchors`;

const ERROR_LIST: unknown = validation['errorList'];

/** An expression for the functions of the list of errors. */
export const listIn = ({ gen }: KeywordCxt): Code => gen.scopeValue('func', { ref: ERROR_LIST, code: _`require("@petsage/openapi-koa/validation").errorList` });
