// Written by openapi-compile from the OpenAPI document. Do not edit.
import type { OperationDetails } from '@petsage/openapi-koa/spec';

declare const details: OperationDetails;
export = details;
