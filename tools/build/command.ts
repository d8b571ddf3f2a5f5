import { type CommandSpec, EXIT, quoted, UsageError } from '@petsage/openapi-checks/lib';

/** What can be built, in this order. */
const PARTS = {
  service: 'dist/main.cjs, which npm start runs: one file starts three times as fast as its modules',
  smoke: 'dist/smoke.cjs, the command petsage-smoke: one file that needs no package',
  packages: 'packages/*/dist, JavaScript with declarations, for npm pack',
} as const;
type Part = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as Part[];

export const buildSpec: CommandSpec<object, readonly Part[]> = {
  name: 'npm run build --',
  description: 'Builds JavaScript from the TypeScript sources.',
  examples: ['$0', '$0 service && PORT=8080 node dist/main.cjs'],
  notes: `
Parts:
${NAMES.map((name) => `  ${name.padEnd(9)} ${PARTS[name]}`).join('\n')}`,
  define: (command) => command.argument('[part...]', `one or more of ${NAMES.join(', ')} (default: all)`),
  parse(_values, parts) {
    const unknown = parts.find((name) => !Object.hasOwn(PARTS, name));
    if (unknown !== undefined) throw new UsageError(`Unknown part ${quoted(unknown)}. Parts are ${NAMES.join(', ')}.`);
    return parts.length === 0 ? NAMES : (parts as Part[]);
  },
  async run(parts) {
    const { buildPackages, buildService, buildSmoke } = await import('./parts.ts');
    const builders = { service: buildService, smoke: buildSmoke, packages: buildPackages };
    for (const part of parts) await builders[part]();
    return EXIT.done;
  },
  // esbuild and tsc have already printed what they found.
  failures: ['Error'],
};
