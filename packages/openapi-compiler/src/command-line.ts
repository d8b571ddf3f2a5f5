/** What every command-line program of these packages does the same way, on commander. Internal: it may change in any version. */
import { Command, CommanderError, Help, Option } from 'commander';

export { type Command, Option };

/** The exit codes of every command. */
export const EXIT = {
  done: 0,
  /** The command failed, or what it checked has a fault. */
  failed: 1,
  /** The command line, or what it names, is wrong; nothing was done. */
  misused: 2,
} as const;

/** The command line is wrong. The message is one line: what is wrong, and what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A command: its help and its parser both come from `define`, so that they cannot differ. */
export interface CommandSpec<Values extends object, Options> {
  /** What users type, such as `npm run client --`; a subcommand has its own name only. */
  readonly name: string;
  readonly description: string;
  /** Command lines; `$0` stands for the name. */
  readonly examples: readonly string[];
  /** What else the help says, after the options. */
  readonly notes?: string;
  /** Where they mean more than done, failed, misused. */
  readonly exitCodes?: string;
  /** Declares options and arguments. */
  readonly define?: (command: Command) => void;
  /** @throws UsageError */
  readonly parse: (values: Values, positionals: readonly string[]) => Options;
  /** Loads what is heavy, so that help and usage errors don't wait for it. @returns an exit code */
  readonly run: (options: Options) => number | Promise<number>;
  /** Names of errors whose message is all that users need. Any other error is a bug and is thrown, unless the operating system raised it. */
  readonly failures?: readonly string[];
  /** Called with the message of a usage error, after it was printed. */
  readonly onUsageError?: (message: string) => void;
}

/** A command that can be run by itself, or added to a program that has several. */
export function createCommand<Values extends object, Options>(spec: CommandSpec<Values, Options>): Command {
  const command = configure(new Command(spec.name), spec);
  spec.define?.(command);
  return command.action(async () => {
    process.exitCode = await run(spec, parsed(spec, command), command);
  });
}

/** A program whose first argument names one of several commands. */
export function createProgram(spec: Pick<CommandSpec<object, unknown>, 'name' | 'description' | 'examples'>, commands: readonly Command[]): Command {
  const program = configure(new Command(spec.name), spec);
  for (const command of commands) program.addCommand(command);
  return program;
}

/**
 * Runs a command and sets the exit code of the process. Help goes to stdout, errors go to stderr.
 *
 * @throws what the command throws, unless it is one of its `failures` or an error of the operating system
 */
export async function runCommand(command: Command, args: readonly string[] = process.argv.slice(2)): Promise<void> {
  try {
    rejectOptionAsValue(command.commands.find((subcommand) => subcommand.name() === args[0]) ?? command, args);
    await command.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.misused;
  }
}

/**
 * Parses a command line without running the command.
 *
 * @throws UsageError from `spec.parse`; CommanderError, already printed, for what the declared options don't allow
 */
export function parseCommandLine<Values extends object, Options>(spec: CommandSpec<Values, Options>, args: readonly string[]): Options {
  const command = configure(new Command(spec.name), spec);
  spec.define?.(command);
  rejectOptionAsValue(command, args);
  command.parse(args, { from: 'user' });
  return spec.parse(command.opts<Values>(), command.args);
}

/** For an option that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

/**
 * The value of an option that is a whole number.
 *
 * @param option with its dashes
 * @throws UsageError
 */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new UsageError(`${option} must be a whole number from ${min} to ${max}; got ${quoted(text)}.`);
  return value;
}

/** An argument for a message: on one line, without the user and password that a URL may have. */
export function quoted(text: string): string {
  return JSON.stringify(withoutCredentials(text));
}

function configure(command: Command, spec: Pick<CommandSpec<never, never>, 'description' | 'examples' | 'notes' | 'exitCodes' | 'onUsageError'>): Command {
  const { examples, notes, exitCodes = '0 done, 1 failed, 2 misused' } = spec;
  return command
    .description(spec.description)
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({
      commandUsage: () => `${calledAs(command)} ${command.usage()}`,
      // In one write with the rest, unlike addHelpText: a second one fails where the reader, such as `head`, has ended.
      formatHelp(_command, helper) {
        const lines = examples.map((example) => `  ${example.replace('$0', calledAs(command)).replace(/ --$/, '')}`).join('\n');
        const more = `${notes === undefined ? '' : `\n${notes.trim()}\n`}\nExamples:\n${lines}\n\nExit codes: ${exitCodes}.\n`;
        return `${new Help().formatHelp(command, helper)}${more}`;
      },
    })
    .configureOutput({
      outputError: (text, write) => {
        const message = usageMessage(command, text);
        write(`${message} See ${calledAs(command)} --help.\n`);
        spec.onUsageError?.(message);
      },
    });
}

function parsed<Values extends object, Options>({ parse }: CommandSpec<Values, Options>, command: Command): Options {
  try {
    return parse(command.opts<Values>(), command.args);
  } catch (error) {
    if (error instanceof UsageError) command.error(error.message);
    throw error;
  }
}

async function run<Options>({ run, failures = [] }: CommandSpec<never, Options>, options: Options, command: Command): Promise<number> {
  try {
    return await run(options);
  } catch (error) {
    // A command may only find out from a file that it names.
    if (error instanceof UsageError) command.error(error.message);
    const { name, message, syscall } = error as NodeJS.ErrnoException;
    if (!failures.includes(name) && syscall === undefined) throw error;
    process.stderr.write(`${message}\n`);
    return EXIT.failed;
  }
}

/** Commander takes whatever follows an option as its value. A value may begin with one dash, such as `--wait -1s`; two are more likely the next option. */
function rejectOptionAsValue(command: Command, args: readonly string[]): void {
  for (const [index, arg] of args.entries()) {
    if (arg === '--') return;
    const option = command.options.find(({ long, required }) => required && long === arg);
    if (option !== undefined && args[index + 1]?.startsWith('--'))
      command.error(`error: option '${option.flags}' argument missing; a value that begins with -- is written as ${arg}=VALUE`);
  }
}

/** Commander's message on one line, without the value of an unknown option, which may be a secret. */
function usageMessage(command: Command, text: string): string {
  const unknown = /^error: unknown option '(--[^=']+)=/.exec(text)?.[1];
  const known = unknown !== undefined && command.options.some(({ long }) => long === unknown);
  const message = known ? `option '${unknown}' takes no value` : unknown === undefined ? text : text.replace(/=.*'(?=\n|$)/s, "'");
  const line = message
    .replace(/^error: /, '')
    .replace(/\n\((Did you mean .*\?)\)\s*$/, '. $1')
    .replace(/\s+/g, ' ')
    .trim();
  return withoutCredentials(`${line.charAt(0).toUpperCase()}${line.slice(1)}`.replace(/(?<![.?])$/, '.'));
}

function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/?#\s]*@/g, '//***@');
}

/** How users call the command: by the npm script that runs it as a subcommand, or by its name. */
function calledAs(command: Command): string {
  const { parent } = command;
  if (parent === null) return command.name();
  const { npm_lifecycle_event: script, npm_lifecycle_script: line = '' } = process.env;
  const byScript = script !== undefined && script !== 'npx' && line.includes(parent.name()) && line.includes(` ${command.name()}`);
  return byScript ? `npm run ${script} --` : `${parent.name()} ${command.name()}`;
}
