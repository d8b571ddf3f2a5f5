/** The name of the list in generated code. */
const LIST = 'errorList';
/** How long the list was when a function began. */
const START = 'start';

/** Each form in which Ajv's code uses a list of errors of each function, and what stands there instead. */
const FORMS: readonly (readonly [form: RegExp, use: string])[] = [
  // Errors of a condition, which nobody reads.
  [/const (err\d+) = \{\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\n/g, ''],
  [
    /const (err\d+) = (\{.*?\});\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}\n/gs,
    `if(${LIST}.hasRoom(dynamicAnchors)) dynamicAnchors.errors.push($2);\n`,
  ],
  [
    /vErrors = vErrors === null \? ([\w.]+) : vErrors\.concat\(\1\);\nerrors = vErrors\.length;/g,
    `errors = ${LIST}.countAfter(dynamicAnchors, ${START}, errors);`,
  ],
  [
    /if\(vErrors !== null\)\{\nif\((_errs\d+)\)\{\nvErrors\.length = \1;\n\}\nelse \{\nvErrors = null;\n\}\n\}/g,
    `${LIST}.truncate(dynamicAnchors, ${START} + $1);`,
  ],
  [/(validate\d+\.errors) = vErrors;/g, '$1 = errors === 0 ? null : dynamicAnchors.errors;'],
];

/** An error that ends a function, and is the only one of it then. */
const LAST = /(validate\d+\.errors) = \[(\{.*?\})\];\nreturn false;/gs;

const TEXT = /"(?:[^"\\]|\\.)*"/g;

/**
 * Code of Ajv, with one list of errors for a whole validation in place of one for each function. Ajv copies the errors of what a schema
 * refers to into those of the schema, level by level: errors deep inside of a body would cost their number times their depth.
 *
 * @throws Error where Ajv's code has another form than those that are known
 */
export function withErrorList(code: string): string {
  let changed = code;
  for (const [form, use] of FORMS) changed = changed.replace(form, use);
  // A function that adds nothing before has nothing to remove.
  const collects = /\berrors(?:\+\+| = errorList)/.test(changed);
  const onlyOne = collects ? `${LIST}.truncate(dynamicAnchors, ${START});\n` : '';
  changed = changed.replace(LAST, `${onlyOne}if(${LIST}.hasRoom(dynamicAnchors)) dynamicAnchors.errors.push($2);\n$1 = dynamicAnchors.errors;\nreturn false;`);
  const uses = changed.includes(`${LIST}.truncate(`) || changed.includes(`${LIST}.countAfter(`);
  changed = changed.replace('let vErrors = null;\n', uses ? `const ${START} = ${LIST}.length(dynamicAnchors);\n` : '');
  const unknown = changed.includes('vErrors') ? /^.*\bvErrors\b.*$/m.exec(changed.replace(TEXT, '""')) : null;
  if (unknown !== null) throw new Error(`This version of Ajv collects errors in a way that is not known here: ${unknown[0]}`);
  return changed.includes(`${LIST}.`) ? `const ${LIST} = require("@petsage/openapi-koa/validation").errorList;\n${changed}` : changed;
}
