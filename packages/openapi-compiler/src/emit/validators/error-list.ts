import { _Code } from 'ajv/dist/compile/codegen/code.js';

/** The name of the list in generated code. */
const LIST = 'errorList';
export const ERROR_LIST = new _Code(LIST);
/** How long the list was when a function began. */
const START = 'start';

/** Ajv's parameters beside the value: an object for each call, most of it for the place of the value, which only errors need. */
const PARAMETERS = '{instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}';

/** Each form in which Ajv's code uses a list of errors of each function, and what stands there instead. */
const FORMS: readonly (readonly [form: RegExp, use: string])[] = [
  // Errors of a condition, which nobody reads.
  [/const (err\d+) = \{\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\n/g, ''],
  [/vErrors = vErrors === null \? ([\w.]+) : vErrors\.concat\(\1\);\nerrors = vErrors\.length;/g, `errors = ${LIST}.countAfter(context, ${START}, errors);`],
  [/if\(vErrors !== null\)\{\nif\((_errs\d+)\)\{\nvErrors\.length = \1;\n\}\nelse \{\nvErrors = null;\n\}\n\}/g, `${LIST}.truncate(context, ${START} + $1);`],
  [/(validate\d+\.errors) = vErrors;/g, '$1 = errors === 0 ? null : context.errors;'],
];

/** An error that is added to those before. */
const ADDED = /const (err\d+) = (\{.*?\});\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\n/gs;
/** An error that ends a function, and is the only one of it then. */
const LAST = /(validate\d+\.errors) = \[(\{.*?\})\];\nreturn false;/gs;

const TEXT = /"(?:[^"\\]|\\.)*"/g;
const CONTEXT = /"(?:[^"\\]|\\.)*"|(?<![.\w$])dynamicAnchors\b/g;
/** What Ajv's code would have that is not known. */
const UNKNOWN = /^.*(?<![.\w$])(?:vErrors|rootData|instancePath(?!:))\b.*$/m;

/**
 * Code of Ajv, with one context for a whole validation, which has one list of errors, in place of an object for each call and a list for each
 * function. Ajv copies the errors of what a schema refers to into those of the schema, level by level: errors deep inside of a body would
 * cost their number times their depth.
 *
 * @throws Error where Ajv's code has another form than those that are known
 */
export function withErrorList(code: string): string {
  let changed = code.replace(PARAMETERS, 'context={}, parentData, parentDataProperty');
  for (const [form, use] of FORMS) changed = changed.replace(form, use);
  changed = changed.replace(ADDED, (_form, _name, error: string) => addition(error));
  // A function that adds nothing before has nothing to remove.
  const collects = /\berrors(?:\+\+| = errorList)/.test(changed);
  const onlyOne = collects ? `${LIST}.truncate(context, ${START});\n` : '';
  changed = changed.replace(LAST, (_form, errors: string, error: string) => `${onlyOne}${addition(error)}${errors} = context.errors;\nreturn false;`);
  const uses = changed.includes(`${LIST}.truncate(`) || changed.includes(`${LIST}.countAfter(`);
  changed = changed.replace('let vErrors = null;\n', uses ? `const ${START} = ${LIST}.length(context);\n` : '');
  changed = changed.replace(CONTEXT, (text) => (text.startsWith('"') ? text : 'context'));
  const unknown = UNKNOWN.test(changed) ? UNKNOWN.exec(changed.replace(TEXT, '""')) : null;
  if (unknown !== null) throw new Error(`This version of Ajv collects errors in a way that is not known here: ${unknown[0]}`);
  return changed.includes(`${LIST}.`) ? `const ${LIST} = require("@petsage/openapi-koa/validation").errorList;\n${changed}` : changed;
}

/** Adds an error. Its place is that in the function's value: callers put the place of the value before it. */
function addition(error: string): string {
  const own = error.replace(/^\{instancePath:instancePath\+/, '{instancePath:').replace(/^\{instancePath,/, '{instancePath:"",');
  return `if(${LIST}.hasRoom(context)) context.errors.push(${own});\n`;
}
