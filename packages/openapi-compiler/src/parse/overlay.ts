import { isMap, parseDocument } from 'yaml';
import { isObject, type Json, type JsonObject, joinPointer } from '../json.ts';
import { checkQuery, JsonPathError } from './json-path.ts';
import { SourceDocument } from './source-document.ts';

/** Something in an overlay, and where. An error makes its result unusable. */
export interface OverlayFinding {
  readonly severity: 'error' | 'warning';
  /** The overlay's name. */
  readonly file: string;
  /** A JSON Pointer into the overlay (RFC 6901). */
  readonly pointer: string;
  readonly reason: string;
}

/** One change of an overlay (Overlay 1.1.0, Action Object). */
export interface OverlayAction {
  /** Where it stands in the overlay. */
  readonly pointer: string;
  /** A JSONPath query (RFC 9535). */
  readonly target: string;
  readonly change: { readonly update: Json } | { readonly copy: string } | 'remove';
}

/** A list of changes to a document (Overlay 1.1.0, Overlay Object). */
export interface Overlay {
  readonly file: string;
  /** In the order in which they are applied, without those that are invalid or change nothing. */
  readonly actions: readonly OverlayAction[];
  readonly findings: readonly OverlayFinding[];
}

type Report = (severity: OverlayFinding['severity'], pointer: string, reason: string) => void;

/**
 * Reads an overlay of version 1.0 or 1.1. Those of 1.0 are applied by the rules of 1.1, which are clearer and allow more.
 *
 * @param file the name to report
 * @param text YAML 1.2 or JSON
 * @throws RefusedDocument when it cannot be parsed
 */
export function readOverlay(file: string, text: string): Overlay {
  const findings: OverlayFinding[] = [];
  const report: Report = (severity, pointer, reason) => void findings.push({ severity, file, pointer, reason });
  const { contents, errors } = parseDocument(text, { version: '1.2' });
  if (errors.length === 0 && !isMap(contents)) report('error', '', 'an overlay must be an object that begins with `overlay: 1.1.0`');
  const actions = findings.length > 0 ? [] : checkedActions(new SourceDocument(file, text).root, report);
  return { file, actions, findings };
}

const FIELDS = ['overlay', 'info', 'extends', 'actions'];
const INFO_FIELDS = ['title', 'version', 'description'];
const ACTION_FIELDS = ['target', 'description', 'update', 'copy', 'remove'];

function checkedActions(root: JsonObject, report: Report): OverlayAction[] {
  const { overlay, info, actions } = root;
  if (typeof overlay !== 'string' || !/^1\.[01]\.\d+$/.test(overlay))
    report('error', '/overlay', '`overlay` must be the version of the specification, 1.0.x or 1.1.x, such as 1.1.0');
  checkFields(root, '', FIELDS, report);
  checkString(root, '', 'extends', report);
  if (!isObject(info)) report('error', '/info', '`info` must be an object with `title` and `version`');
  else {
    checkFields(info, '/info', INFO_FIELDS, report);
    for (const name of INFO_FIELDS) checkString(info, '/info', name, report, name !== 'description');
  }
  if (!Array.isArray(actions) || actions.length === 0) {
    report('error', '/actions', '`actions` must be a list of at least one action');
    return [];
  }
  const isOld = typeof overlay === 'string' && overlay.startsWith('1.0.');
  const seen = new Set<string>();
  return actions.flatMap((action, index) => {
    const pointer = joinPointer('/actions', index);
    const text = JSON.stringify(action);
    if (seen.has(text)) report('warning', pointer, 'the same action stands above; it is applied twice');
    seen.add(text);
    return checkedAction(action, pointer, isOld, report);
  });
}

/** @param isOld whether the overlay is one of version 1.0 */
function checkedAction(action: Json, pointer: string, isOld: boolean, report: Report): OverlayAction[] {
  if (!isObject(action)) {
    report('error', pointer, 'an action must be an object with `target`, and `update`, `copy` or `remove`');
    return [];
  }
  checkFields(action, pointer, ACTION_FIELDS, report);
  checkString(action, pointer, 'description', report);
  const { update, copy, remove = false } = action;
  const at = (name: string) => joinPointer(pointer, name);
  const target = checkedQuery(action, pointer, 'target', report);
  if (typeof remove !== 'boolean') report('error', at('remove'), '`remove` must be true or false');
  const from = copy === undefined ? undefined : checkedQuery(action, pointer, 'copy', report);
  if (copy !== undefined && isOld) report('error', at('copy'), '`copy` is a field of Overlay 1.1; write `overlay: 1.1.0`');
  if (remove === true) {
    for (const name of ['update', 'copy']) if (action[name] !== undefined) report('warning', at(name), `\`${name}\` has no effect beside \`remove: true\``);
    return target === undefined ? [] : [{ pointer, target, change: 'remove' }];
  }
  if (update !== undefined && copy !== undefined) report('error', pointer, 'an action must not have both `update` and `copy`: neither has an effect then');
  else if (update === undefined && copy === undefined) report('warning', pointer, 'the action changes nothing; add `update`, `copy` or `remove: true`');
  else if (target !== undefined && update !== undefined) return [{ pointer, target, change: { update } }];
  else if (target !== undefined && from !== undefined) return [{ pointer, target, change: { copy: from } }];
  return [];
}

function checkFields(object: JsonObject, pointer: string, allowed: readonly string[], report: Report): void {
  for (const name of Object.keys(object))
    if (!allowed.includes(name) && !name.startsWith('x-'))
      report('error', joinPointer(pointer, name), `unknown field \`${name}\`; allowed are ${allowed.join(', ')}, and names that begin with x-`);
}

function checkString(object: JsonObject, pointer: string, name: string, report: Report, isRequired = false): void {
  const value = object[name];
  if (value === undefined && isRequired) report('error', pointer, `\`${name}\` is missing`);
  else if (value !== undefined && typeof value !== 'string') report('error', joinPointer(pointer, name), `\`${name}\` must be a string`);
}

/** A field that must be a JSONPath query; undefined if it isn't one. */
function checkedQuery(action: JsonObject, pointer: string, name: 'target' | 'copy', report: Report): string | undefined {
  const query = action[name];
  if (typeof query !== 'string') {
    const place = query === undefined ? pointer : joinPointer(pointer, name);
    report('error', place, `\`${name}\` must be a JSONPath query (RFC 9535), such as $.info`);
    return undefined;
  }
  try {
    checkQuery(query);
    return query;
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    report('error', joinPointer(pointer, name), `\`${name}\` must be a JSONPath query (RFC 9535), such as $.info: ${error.message}`);
    return undefined;
  }
}
