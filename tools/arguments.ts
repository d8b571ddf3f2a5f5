import { type ParseArgsConfig, type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearest } from './nearest.ts';

/** More than this of an option's letters must be right for a suggestion. */
const MAX_DIFFERENCE = 0.5;

/**
 * Reads a command line as `parseArgs` does, and says what is wrong with it in words of one line: which argument, and what is allowed.
 * A value may begin with a dash, such as `--wait -1s` (POSIX.1-2024 XBD section 12.2, guideline 7); whether it fits is for the caller to say.
 *
 * @param config as for `parseArgs`; `strict` is always meant
 * @throws Error for the first argument that is no option of the command, or an option without its value, or with one that it does not take
 */
export function readArguments<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  const loose: ParseArgsConfig & { strict: false; tokens: true } = { ...config, strict: false, tokens: true };
  const { tokens, ...read } = parseArgs(loose);
  const options = config.options ?? {};
  for (const token of tokens) {
    if (token.kind === 'option') checkOption(token, options);
    if (token.kind === 'positional' && config.allowPositionals !== true)
      throw new Error(`${quoted(token.value)} is no option, and nothing but options is taken. ${allowed(options)}`);
  }
  // The checks are those of `strict`, and so the values have the types that it gives them.
  return read as ReturnType<typeof parseArgs<T>>;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function checkOption({ name, rawName, value, inlineValue }: OptionToken, options: ParseArgsOptionsConfig): void {
  const type = Object.hasOwn(options, name) ? options[name]?.type : undefined;
  if (type === undefined) {
    const meant = nearest(name.toLowerCase(), Object.keys(options), MAX_DIFFERENCE);
    throw new Error(`There is no option ${quoted(rawName)}.${meant === undefined ? '' : ` Did you mean --${meant}?`} ${allowed(options)}`);
  }
  if (type === 'boolean') {
    if (value !== undefined) throw new Error(`${rawName} is given a value; allowed is ${rawName} alone.`);
    return;
  }
  if (value === undefined) throw new Error(`${rawName} is given without a value; allowed is ${rawName} and its value.`);
  // What follows is rather the next option than a value, unless it is tied to this one.
  if (inlineValue !== true && value.startsWith('--'))
    throw new Error(
      `${rawName} is followed by ${quoted(value.split('=')[0] ?? '')}; allowed is a value, and one that begins with -- as in ${rawName}=--value.`,
    );
}

function allowed(options: ParseArgsOptionsConfig): string {
  return `Allowed is ${Object.keys(options)
    .map((name) => `--${name}`)
    .join(', ')}.`;
}

/**
 * The value of an option that is a whole number.
 *
 * @param option with its dashes
 * @throws Error naming the option, its value and what is allowed
 */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new Error(`${option} is ${JSON.stringify(text)}; allowed is a whole number from ${min} to ${max}.`);
  return value;
}

/** Text of the command line, fit to be repeated: on one line, and without the user and password that a URL may have. */
export function quoted(text: string): string {
  return JSON.stringify(text.replace(/\/\/[^/?#]*@/g, '//***@'));
}
