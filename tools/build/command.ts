import { type CommandSpec, EXIT, quoted, UsageError } from '@petsage/openapi-checks/lib';

/** What can be built, in this order. */
const PARTS = {
  service: 'dist/main.cjs, which npm start runs, and what it needs: dist/ runs on any machine with Node.js 22.15',
  smoke: 'dist/smoke.cjs, the command petsage-smoke: one file that needs no package',
  sbom: 'dist/sbom.cdx.json, the packages in dist/ with their licences (CycloneDX), each of which may ship',
  packages: 'packages/*/dist, JavaScript with declarations, for npm pack',
} as const;
type Part = keyof typeof PARTS;

interface Values {
  readonly revision?: string;
}

interface Options extends Values {
  readonly parts: readonly Part[];
}

const NAMES = Object.keys(PARTS) as Part[];

export const buildSpec: CommandSpec<Values, Options> = {
  name: 'npm run build --',
  description: 'Builds JavaScript from the TypeScript sources.',
  examples: ['$0', '$0 service && PORT=8080 node dist/main.cjs', '$0 service --revision "$COMMIT"'],
  notes: `
Parts:
${NAMES.map((name) => `  ${name.padEnd(9)} ${PARTS[name]}`).join('\n')}`,
  define: (command) =>
    command
      .argument('[part...]', `one or more of ${NAMES.join(', ')} (default: all)`)
      .option('--revision <text>', 'what the service logs as its revision (default: the commit that git names, else "unknown")'),
  parse({ revision }, parts) {
    if (revision !== undefined && !/^[\w.+-]{1,64}$/.test(revision))
      throw new UsageError(`--revision must be 1 to 64 letters, digits and characters of "_.+-"; got ${quoted(revision)}.`);
    const unknown = parts.find((name) => !Object.hasOwn(PARTS, name));
    if (unknown !== undefined) throw new UsageError(`Unknown part ${quoted(unknown)}. Parts are ${NAMES.join(', ')}.`);
    return { ...(revision !== undefined && { revision }), parts: parts.length === 0 ? NAMES : (parts as Part[]) };
  },
  async run({ parts, revision }) {
    const [{ buildSbom, buildService, buildSmoke }, { buildPackages }, { gitRevision }] = await Promise.all([
      import('./parts.ts'),
      import('./packages.ts'),
      import('./revision.ts'),
    ]);
    const builders = { service: () => buildService(revision ?? gitRevision()), smoke: buildSmoke, sbom: buildSbom, packages: buildPackages };
    for (const part of parts) await builders[part]();
    return EXIT.done;
  },
  // esbuild and tsc have already printed what they found.
  failures: ['Error'],
};
