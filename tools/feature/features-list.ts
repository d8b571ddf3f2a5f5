import { FailedBuild } from './fault.ts';
import type { Names } from './names.ts';

export const FEATURES_LIST = 'src/features/features.ts';
/** The parameter, and the items of the list; a parameter that nobody uses has a line before its name. */
const LIST = /\(_?(?:dependencies: FeatureDependencies)?\)(\s*=>\s*)\[([^\]]*)\](\s*as const;)/;

/** The list of features with one more. Its form is the formatter's business. */
export function withFeature(text: string, { camel, kebab }: Names): string {
  const items = itemsOf(text);
  const lastImport = text.lastIndexOf('\nimport ') + 1;
  const at = text.indexOf('\n', lastImport) + 1;
  const imported = `${text.slice(0, at)}import { ${camel} } from './${kebab}/index.ts';\n${text.slice(at)}`;
  return withItems(imported, [...items, `${camel}(dependencies)`]);
}

/** The list without a feature. */
export function withoutFeature(text: string, { camel, kebab }: Names): string {
  const imported = new RegExp(`^import \\{ ${camel} \\} from '\\./${kebab}/index\\.ts';\\r?\\n`, 'm');
  return withItems(
    text.replace(imported, ''),
    itemsOf(text).filter((item) => item !== `${camel}(dependencies)`),
  );
}

/** Whether the list has a feature, or anything else, of this name. */
export function listsFeature(text: string, { camel }: Names): boolean {
  return new RegExp(`\\b${camel}\\b`).test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''));
}

function itemsOf(text: string): string[] {
  const items = LIST.exec(text)?.[2];
  if (items === undefined)
    throw new FailedBuild(
      `${FEATURES_LIST} has no list of the form "(dependencies: FeatureDependencies) => […] as const;": give it back the form that it had.`,
    );
  return items
    .split(/,(?![^(]*\))/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function withItems(text: string, items: readonly string[]): string {
  const parameter = `(${items.length === 0 ? '_' : ''}dependencies: FeatureDependencies)`;
  return text.replace(LIST, (_, arrow: string, _items: string, end: string) => `${parameter}${arrow}[${items.join(', ')}]${end}`);
}
