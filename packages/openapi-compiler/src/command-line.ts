/** What every command-line program does the same way, on commander: one line per mistake, and exit codes that say whose fault it was. */
import { Command, CommanderError, Option } from 'commander';

/** How a program ends. */
export const EXIT = {
  /** It did what was asked. */
  done: 0,
  /** It could not, or what it checked is not as it should be. */
  failed: 1,
  /** The command line is wrong, and nothing was done. */
  misused: 2,
} as const;

/** Commander's own mandatory options are checked before unknown ones, so that a misspelt one would be reported as missing. */
export class RequiredOption extends Option {}

/**
 * Creates a command to declare options, subcommands and an action on. Its `--help` is made from them.
 *
 * @param epilog what help says after the options: examples and exit codes
 */
export function createCommand(name: string, description: string, version: string, epilog: string): Command {
  return (
    new Command(name)
      .description(description)
      .version(version, '--version', 'print the version')
      .helpOption('--help', 'print this text')
      .addHelpText('after', `\n${epilog}`)
      .configureHelp({ commandUsage: usageOf })
      .hook('preAction', (_, command) => checkRequired(command))
      // `runCommand` prints the message, and sets the exit code.
      .configureOutput({ outputError: () => undefined })
      .exitOverride()
  );
}

/** Required options belong to the usage, as nothing works without them. */
function usageOf(command: Command): string {
  return [command.name(), ...requiredOf(command).map(({ flags }) => flags), command.usage()].join(' ');
}

function requiredOf(command: Command): Option[] {
  return command.options.filter((option) => option instanceof RequiredOption);
}

function checkRequired(command: Command): void {
  const missing = requiredOf(command).find((option) => command.getOptionValue(option.attributeName()) === undefined);
  if (missing !== undefined) command.error(`error: option '${missing.flags}' is required`);
}

/**
 * Runs a command with the arguments of this process. Its action sets `process.exitCode` if it does not end with `EXIT.done`.
 *
 * @throws an error of the action, unless it is one of the operating system, such as a file that cannot be read
 */
export async function runCommand(command: Command): Promise<void> {
  const args = process.argv.slice(2);
  try {
    refuseOptionAsValue(command, args);
    await command.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // `--help` and `--version` end like this too.
      if (error.exitCode === EXIT.done) return;
      process.stderr.write(`${sentence(error.message)} See ${command.name()} --help.\n`);
      process.exitCode = EXIT.misused;
    } else if ((error as NodeJS.ErrnoException).syscall !== undefined) {
      process.stderr.write(`${(error as Error).message}\n`);
      process.exitCode = EXIT.failed;
    } else throw error;
  }
}

/** Commander takes the next argument as the value whatever it is: with a forgotten value, that is another option. */
function refuseOptionAsValue(command: Command, args: readonly string[]): void {
  const index = args.findIndex((arg, at) => args[at + 1]?.startsWith('--') && command.options.some((option) => option.required && option.long === arg));
  if (index !== -1) command.error(`error: option '${args[index]}' argument missing: '${args[index + 1]?.split('=')[0]}' is an option`);
}

/** Commander's `error: unknown option '--chek'\n(Did you mean --check?)` on one line. */
function sentence(message: string): string {
  const [first = '', hint = ''] = message.replace(/^error: /, '').split('\n');
  return `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, '')}.${hint.replace(/^\((.*)\)$/, ' $1')}`;
}
