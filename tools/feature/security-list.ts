import type { Change } from './change.ts';
import { FailedBuild } from './fault.ts';
import { formatted } from './format.ts';
import { changeOf, readText } from './tree.ts';
import { property } from './typescript.ts';

export const SECURITY_FOLDER = 'src/security';
export const SECURITY_LIST = `${SECURITY_FOLDER}/security-handlers.ts`;
/** The members of the list; each is a handler by name, or the call of a function that gives one. */
const LIST = /=>(\s*)\(\{([^{}]*)\}\);/;

/** The security schemes that the list has a handler for. */
export function handledSchemes(text: string): string[] {
  return itemsOf(text).map(({ scheme }) => scheme);
}

/** The list of security handlers with one more. Its form is the formatter's business. */
export function withHandler(text: string, { scheme, path, name }: { scheme: string; path: string; name: string }): string {
  const items = itemsOf(text).map((item) => item.text);
  const at = text.indexOf('\n', text.lastIndexOf('\nimport ') + 1) + 1;
  const file = path.slice(SECURITY_FOLDER.length + 1);
  return withItems(`${text.slice(0, at)}import { ${name} } from './${file}';\n${text.slice(at)}`, [...items, `${property(scheme)}: ${name}`]);
}

/** The list without the handlers of some schemes; those that it does not have are none of its business. */
export function withoutHandlers(text: string, schemes: readonly string[]): string {
  if (schemes.length === 0) return text;
  const items = itemsOf(text);
  const kept = items.filter(({ scheme }) => !schemes.includes(scheme));
  const unused = items.map(({ name }) => name).filter((name) => kept.every((item) => item.name !== name));
  const imports = unused.reduce(
    (rest, name) => rest.replace(new RegExp(`^import \\{ ${name.replaceAll('$', '\\$')} \\} from '\\./[^']+';\\r?\\n`, 'm'), ''),
    text,
  );
  return withItems(
    imports,
    kept.map((item) => item.text),
  );
}

/** The change of the list to a text that need not be in form; none where it stays as it is. */
export function securityChanges(root: string, text: string): Change[] {
  const after = text === readText(root, SECURITY_LIST) ? text : formatted(root, SECURITY_LIST, text);
  return changeOf(root, SECURITY_LIST, 'the list that names every security handler', after);
}

/** @throws FailedBuild for a list in another form */
function itemsOf(text: string): { text: string; scheme: string; name: string }[] {
  const items = LIST.exec(text)?.[2];
  if (items === undefined) throw otherForm();
  return items
    .split(/,(?![^(]*\))/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map((item) => {
      // `apiKey: checkApiKey`, `'api-key': checkApiKey(dependencies)`, `["__proto__"]: …`, or `apiKey` for both.
      const member = /(?:^|\n)\s*(?:([\w$]+)|\[?(["'])(.*?)\2\]?)\s*(?::\s*([\w$]+)|$)/.exec(item);
      if (member === null) throw otherForm();
      const scheme = member[1] ?? member[3] ?? '';
      return { text: item, scheme, name: member[4] ?? scheme };
    });
}

function otherForm(): FailedBuild {
  return new FailedBuild(
    `${SECURITY_LIST} has no list of the form "=> ({ scheme: checkScheme, … });", a name for each scheme: give it back the form that it had.`,
  );
}

function withItems(text: string, items: readonly string[]): string {
  return text.replace(LIST, (_, space: string) => `=>${space}({${items.length === 0 ? '' : ` ${items.join(', ')} `}});`);
}
