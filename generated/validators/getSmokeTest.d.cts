// Written by `npm run generate` from the OpenAPI document. Do not edit.
import type { OperationValidators } from '../tables.d.ts';

declare const validators: OperationValidators;
export = validators;
