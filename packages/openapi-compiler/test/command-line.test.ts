import { commandOutcome } from '../../../test/support/command-outcome.ts';
import { type CommandSpec, collect, createCommand, createProgram, runCommand, UsageError } from '../src/command-line.ts';

interface Values {
  readonly wait: string;
  readonly varies?: readonly string[];
  readonly json?: true;
}

const spec: CommandSpec<Values, { values: Values; positionals: readonly string[] }> = {
  name: 'npm run demo --',
  description: 'Shows what a command line is parsed to.',
  examples: ['$0 --json', 'curl http://a/'],
  notes: 'A note.',
  exitCodes: '0 done, 1 failed, 2 misused',
  define: (command) =>
    command
      .argument('[file...]', 'files')
      .option('--wait <time>', 'how long to wait', '60s')
      .option('--varies <name>', 'may be repeated', collect)
      .option('--json', 'print JSON'),
  parse: (values, positionals) => ({ values, positionals }),
  run: (parsed) => {
    process.stdout.write(JSON.stringify(parsed));
    return 0;
  },
};
const withoutArguments: CommandSpec<object, undefined> = { ...spec, name: 'demo', define: () => {}, parse: () => undefined, run: () => 0 };

const parsed: { name: string; given: string[]; want: object }[] = [
  { name: 'nothing, for the defaults', given: [], want: { values: { wait: '60s' }, positionals: [] } },
  { name: 'a value that begins with a dash', given: ['--wait', '-1s'], want: { values: { wait: '-1s' }, positionals: [] } },
  { name: 'a dash as value', given: ['--wait', '-'], want: { values: { wait: '-' }, positionals: [] } },
  { name: 'an empty value', given: ['--wait', ''], want: { values: { wait: '' }, positionals: [] } },
  { name: 'a value that begins with -- after an equals sign', given: ['--wait=--json'], want: { values: { wait: '--json' }, positionals: [] } },
  { name: 'the last of several values', given: ['--wait', '1s', '--wait=2s'], want: { values: { wait: '2s' }, positionals: [] } },
  { name: 'every value of a list', given: ['--varies', 'a', '--varies=b'], want: { values: { wait: '60s', varies: ['a', 'b'] }, positionals: [] } },
  { name: 'arguments', given: ['a', '--json', 'b', '--', '--wait'], want: { values: { wait: '60s', json: true }, positionals: ['a', 'b', '--wait'] } },
];
test.each(parsed)('$name can be parsed', async ({ given, want }) => {
  const { code, stdout, stderr } = await commandOutcome(spec, given);
  expect({ code, stderr, parsed: JSON.parse(stdout) }).toEqual({ code: 0, stderr: '', parsed: want });
});

const MISSING = "Option '--wait <time>' argument missing";
const DASHES = `${MISSING}; a value that begins with -- is written as --wait=VALUE.`;
const misused: { name: string; given: string[]; want: string }[] = [
  { name: 'an unknown option', given: ['--bogus'], want: "Unknown option '--bogus'." },
  { name: 'a typo', given: ['--wiat', '1s'], want: "Unknown option '--wiat'. Did you mean --wait?" },
  { name: 'an inherited name', given: ['--constructor', '--__proto__'], want: "Unknown option '--constructor'." },
  { name: 'a negation', given: ['--no-json'], want: "Unknown option '--no-json'. Did you mean --json?" },
  { name: 'a letter', given: ['-x'], want: "Unknown option '-x'." },
  { name: 'the value of an unknown option, which may be a secret,', given: ['--token=secret'], want: "Unknown option '--token'." },
  { name: 'a line end', given: ['--a\nb'], want: "Unknown option '--a b'." },
  { name: 'a value of an option without values', given: ['--json=secret'], want: "Option '--json' takes no value." },
  { name: 'an empty value of an option without values', given: ['--json='], want: "Option '--json' takes no value." },
  { name: 'a missing value', given: ['--json', '--wait'], want: `${MISSING}.` },
  { name: 'the next option instead of a value', given: ['--wait', '--json'], want: DASHES },
  { name: 'the next option with its value instead of a value', given: ['--wait', '--token=secret'], want: DASHES },
  { name: 'the end of options instead of a value', given: ['--wait', '--', 'x'], want: DASHES },
];
test.each(misused)('$name is misuse, reported in one line', async ({ given, want }) => {
  expect(await commandOutcome(spec, given)).toEqual({ code: 2, stdout: '', stderr: `${want} See npm run demo -- --help.\n` });
});

test('a URL is repeated without its credentials', async () => {
  expect(await commandOutcome(withoutArguments, ['http://me:secret@a/'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'Too many arguments. Expected 0 arguments but got 1: http://***@a/. See demo --help.\n',
  });
});

test('help is made of what is declared', async () => {
  expect(await commandOutcome(spec, ['--help'])).toEqual({
    code: 0,
    stderr: '',
    stdout: `Usage: npm run demo -- [options] [file...]

Shows what a command line is parsed to.

Arguments:
  file             files

Options:
  --wait <time>    how long to wait (default: "60s")
  --varies <name>  may be repeated
  --json           print JSON
  -h, --help       show this help

A note.

Examples:
  npm run demo -- --json
  curl http://a/

Exit codes: 0 done, 1 failed, 2 misused.
`,
  });
});

test('help is a single write, so that a reader such as head may end after the first line', async () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await runCommand(createCommand(spec), ['--help']);
  expect(write).toHaveBeenCalledTimes(1);
  write.mockRestore();
});

describe('an error', () => {
  class Refused extends Error {
    override readonly name = 'Refused';
  }
  const failing = (error: Error) => ({ ...withoutArguments, run: () => Promise.reject(error), failures: ['Refused'] });

  test('of the values is misuse', async () => {
    const parse = () => {
      throw new UsageError('--wait must be short.');
    };
    expect(await commandOutcome({ ...spec, parse }, [])).toEqual({ code: 2, stdout: '', stderr: '--wait must be short. See npm run demo -- --help.\n' });
  });

  test('that the command expects is a failure in one line', async () => {
    expect(await commandOutcome(failing(new Refused('No.')), [])).toEqual({ code: 1, stdout: '', stderr: 'No.\n' });
  });

  test('of the operating system is a failure in one line', async () => {
    const error = Object.assign(new Error('ENOENT: no such file'), { syscall: 'open' });
    expect(await commandOutcome(failing(error), [])).toEqual({ code: 1, stdout: '', stderr: 'ENOENT: no such file\n' });
  });

  test('that is a bug is thrown', async () => {
    await expect(commandOutcome(failing(new TypeError('bug')), [])).rejects.toThrow('bug');
  });
});

describe('a program with several commands', () => {
  const program = () =>
    createProgram({ name: 'demos', description: 'Demos.', examples: ['$0 demo'] }, [
      createCommand(withoutArguments),
      createCommand({ ...withoutArguments, name: 'other' }),
    ]);

  test('runs the one that is named', async () => expect(await commandOutcome(program(), ['demo'])).toEqual({ code: 0, stdout: '', stderr: '' }));

  test('suggests a command', async () => {
    expect(await commandOutcome(program(), ['demp'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "Unknown command 'demp'. Did you mean demo? See demos --help.\n",
    });
  });

  test('refers to the help of the command', async () => {
    expect((await commandOutcome(program(), ['other', '--bogus'])).stderr).toBe("Unknown option '--bogus'. See demos other --help.\n");
  });

  test('is misused without a command', async () => expect((await commandOutcome(program(), [])).code).toBe(2));
});
