import { createRequire } from 'node:module';

const { name, version } = createRequire(import.meta.url)('../package.json') as { name: string; version: string };

/** This package: what the manifest and generated code name as their writer. */
export const COMPILER: { readonly name: string; readonly version: string } = { name, version };
