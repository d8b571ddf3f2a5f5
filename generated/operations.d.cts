// Written by openapi-compile from the OpenAPI document. Do not edit.
import type { OperationsSpec } from '@petsage/openapi-koa/spec';

export declare const operations: OperationsSpec;
