/** How every command ends, for whoever called it. */
export const EXIT = {
  /** It did what it was asked to do. */
  done: 0,
  /** It could not, or what it looked at is not as it should be. */
  failed: 1,
  /** It was misused: the command line, or what that names, is not one that it takes, and nothing was done. */
  misused: 2,
} as const;

/** A program that is started from a command line. */
export interface Command<Options> {
  /** What `--help` prints. */
  readonly help: string;
  /** What to call for that text, such as `npm run mock -- --help`. */
  readonly helpCommand: string;
  /** Errors that tell in their message all that there is to know; others, but for those of the operating system, are faults of the program. */
  readonly failures?: readonly (abstract new (
    ...args: never[]
  ) => Error)[];
  /**
   * Reads the command line.
   *
   * @returns undefined when help is asked for
   * @throws Error saying in its first line which argument is wrong, and what is allowed
   */
  parse(args: string[]): Options | undefined;
  /** @returns an exit code: one of `EXIT`, or another that the help tells of */
  run(options: Options): number | Promise<number>;
}

/**
 * Runs a command with the arguments of this process, and sets its exit code: 0 done, 1 failed, 2 misused, or another that `run` returns.
 * Help goes to stdout; what is wrong goes to stderr, in a line.
 *
 * @throws what `run` throws, if it is neither one of the command's `failures` nor an error of the operating system
 */
export async function runCommand<Options>(command: Command<Options>): Promise<void> {
  process.exitCode = await exitCodeOf(command, process.argv.slice(2));
}

async function exitCodeOf<Options>({ help, helpCommand, failures = [], parse, run }: Command<Options>, args: string[]): Promise<number> {
  let options: Options | undefined;
  try {
    options = parse(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('\n')[0]} See ${helpCommand}.\n`);
    return EXIT.misused;
  }
  if (options === undefined) {
    process.stdout.write(help);
    return EXIT.done;
  }
  try {
    return await run(options);
  } catch (error) {
    // What the operating system refuses, such as to read a file, is no fault of the program either.
    if (!failures.some((failure) => error instanceof failure) && (error as NodeJS.ErrnoException).syscall === undefined) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return EXIT.failed;
  }
}
