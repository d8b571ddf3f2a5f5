/** Compiles a document in a process of its own, by the `CompileJob` that FILE has as JSON, and writes a `CompileResult` as JSON. */
import { readFileSync } from 'node:fs';
import { type CompileJob, compileJob } from './compile-job.ts';

const [file = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(compileJob(JSON.parse(readFileSync(file, 'utf8')) as CompileJob)));
