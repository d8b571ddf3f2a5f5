/** Writes the verdicts of stock Ajv on the examples of answers in the document FILE, JSON, in a process of its own: a list of booleans, document order. */
import { readFileSync } from 'node:fs';
import { responseExamples } from './examples.ts';
import { stockAjv } from './stock-ajv.ts';

const root = JSON.parse(readFileSync(process.argv[2] as string, 'utf8'));
const isValid = stockAjv(root);
process.stdout.write(JSON.stringify(responseExamples(root).map(({ schema, value }) => isValid(schema, value))));
