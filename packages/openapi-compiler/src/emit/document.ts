import { NO_UNITS, type Units } from '../cache/units.ts';
import type { Json, JsonObject } from '../json.ts';
import { yamlText } from './yaml.ts';

const HEAD = ['openapi', 'info'];

/** The document as JSON, with `servers` on one line, so that the service can put its own address there without parsing the document. */
export function documentJson(root: JsonObject): string {
  const { servers, ...others } = root;
  const text = JSON.stringify(inOrder(others), undefined, 2);
  return `${text.replace('\n  "servers": 0', () => `\n  "servers": ${serversLine(servers)}`)}\n`;
}

/** The document as YAML 1.2, `servers` as in JSON. */
export function documentYaml(root: JsonObject, banner: string, units: Units = NO_UNITS): string {
  const { servers, ...others } = root;
  const text = yamlText(inOrder(others), units);
  return `# ${banner}\n${text.replace(/^servers: 0$/m, () => `servers: ${serversLine(servers)}`)}`;
}

const serversLine = (servers: Json | undefined) => JSON.stringify(servers ?? [{ url: '/' }]);

/** What a document begins with, a mark in place of `servers`, and the rest. */
function inOrder(root: JsonObject): JsonObject {
  const entries = Object.entries(root);
  const isHead = ([name]: readonly [string, unknown]) => HEAD.includes(name);
  return Object.fromEntries([...entries.filter(isHead), ['servers', 0], ...entries.filter((entry) => !isHead(entry))]);
}
