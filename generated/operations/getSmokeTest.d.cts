// Written by `npm run generate` from the OpenAPI document. Do not edit.
import type { OperationDetails } from '../tables.d.ts';

declare const details: OperationDetails;
export = details;
