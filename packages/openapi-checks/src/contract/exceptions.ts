import { isObject, type Json, joinPointer } from '@petsage/openapi-compiler/internal';
import { readSource } from '../document.ts';
import { CHECK_NAMES, type CheckName } from './checks.ts';

const FIELDS = ['check', 'finding', 'reason'] as const;

/** A finding that is accepted. */
export interface Exception {
  readonly check: CheckName;
  /** The finding, or its first line; `*` stands for any text. */
  readonly finding: string;
  /** `file:line:column`. */
  readonly place: string;
}

/** Thrown when a file of exceptions is invalid. */
export class InvalidExceptions extends Error {
  override readonly name = 'InvalidExceptions';
}

/**
 * Reads a file of exceptions, YAML or JSON: `exceptions`, a list of objects with `check`, `finding` and `reason`.
 *
 * @throws InvalidExceptions with the place of what is wrong; RefusedDocument when it is neither YAML nor JSON
 */
export function readExceptions(path: string): Exception[] {
  const source = readSource(path);
  const place = (pointer: string) => source.places([pointer])[0] ?? path;
  const refuse = (pointer: string, message: string) => new InvalidExceptions(`${place(pointer)}: ${message}`);
  const unknown = Object.keys(source.root).find((name) => name !== 'exceptions');
  if (unknown !== undefined) throw refuse(joinPointer('', unknown), `unknown field \`${unknown}\`; allowed is \`exceptions\`.`);
  const list = source.root['exceptions'];
  if (!Array.isArray(list)) throw refuse('', '`exceptions` must be a list of objects with `check`, `finding` and `reason`.');
  return list.map((item: Json, index) => {
    const pointer = joinPointer('/exceptions', index);
    if (!isObject(item)) throw refuse(pointer, 'an exception must be an object with `check`, `finding` and `reason`.');
    for (const field of Object.keys(item))
      if (!(FIELDS as readonly string[]).includes(field))
        throw refuse(joinPointer(pointer, field), `unknown field \`${field}\`; allowed are \`check\`, \`finding\` and \`reason\`.`);
    for (const field of FIELDS)
      if (typeof item[field] !== 'string' || item[field].trim() === '') throw refuse(pointer, `an exception must have a \`${field}\`, which is a text.`);
    const { check, finding } = item as { check: string; finding: string };
    if (!(CHECK_NAMES as readonly string[]).includes(check))
      throw refuse(joinPointer(pointer, 'check'), `\`check\` must be one of ${CHECK_NAMES.join(', ')}; got ${JSON.stringify(check)}.`);
    return { check: check as CheckName, finding, place: place(pointer) };
  });
}

/** What exceptions leave of the findings of a check. */
export interface Excepted {
  readonly faults: readonly string[];
  /** How many findings were accepted. */
  readonly accepted: number;
}

/**
 * Applies the exceptions of one check.
 *
 * @param inFull whether the check ran in full: otherwise, an exception without a finding may still be needed
 */
export function applyExceptions(exceptions: readonly Exception[], faults: readonly string[], inFull: boolean): Excepted {
  const left = faults.filter((fault) => !exceptions.some((exception) => matches(exception, fault)));
  const idle = inFull ? exceptions.filter((exception) => !faults.some((fault) => matches(exception, fault))) : [];
  const unneeded = idle.map(({ place, check }) => `${place}: no finding of ${check} matches this exception; remove it.`);
  return { faults: [...left, ...unneeded], accepted: faults.length - left.length };
}

function matches({ finding }: Exception, fault: string): boolean {
  const pattern = new RegExp(`^${finding.trim().split('*').map(escaped).join('[\\s\\S]*')}$`);
  return pattern.test(fault.trim()) || pattern.test(fault.trim().split('\n')[0] ?? '');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^$()|[\]{}\\]/g, '\\$&');
}
