// Written by `npm run generate` from the OpenAPI document. Do not edit.
import type { ContractTables } from './tables.d.ts';

export declare const tables: ContractTables;
