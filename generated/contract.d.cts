// Written by `npm run generate` from the OpenAPI document. Do not edit.
import type { ContractSpec } from './tables.d.ts';

export declare const tables: ContractSpec;
