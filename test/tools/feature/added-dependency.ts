import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A dependency named `added`: its type, and its expressions in the service and in tests. */
interface AddedDependency {
  readonly type: string;
  readonly service: string;
  readonly tests: string;
}

/** Adds a dependency to a copy of the repository, in the one file where a developer would. */
export function addDependency(root: string, { type, service, tests }: AddedDependency): void {
  const file = join(root, 'src/features/dependencies.ts');
  const before = readFileSync(file, 'utf8');
  const after = before
    .replace('  readonly clock: () => Date;\n', (clock) => `${clock}  readonly added: ${type};\n`)
    .replace('  return { clock, drainCheck, connections', `  return { clock, drainCheck, added: ${service}, connections`)
    .replace('drainCheck: () => undefined, ...overrides', `drainCheck: () => undefined, added: ${tests}, ...overrides`);
  if (after.split('added').length !== 4) throw new Error(`${file} has another form.`);
  writeFileSync(file, after);
}
