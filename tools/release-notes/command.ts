import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandSpec, EXIT, quoted, UsageError } from '@petsage/openapi-checks/lib';
import { ROOT } from '../lib/root.ts';
import { ReleaseError, releaseNotes, requireVersion } from './release-notes.ts';

interface Values {
  readonly links?: string;
}

interface Options extends Values {
  readonly version: string;
}

export const releaseNotesSpec: CommandSpec<Values, Options> = {
  name: 'npm run release-notes --',
  description: 'Prints the section of CHANGELOG.md about the release of a tag, which must be the version of package.json and of every package.',
  examples: ['$0 v1.0.0', '$0 v1.0.0 --links https://github.com/OWNER/REPOSITORY/blob/v1.0.0/'],
  define: (command) => command.argument('<tag>', 'vX.Y.Z').option('--links <url>', 'where links to files of this repository lead'),
  parse({ links }, [tag = '']) {
    const [, version] = /^v(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(tag) ?? [];
    if (version === undefined) throw new UsageError(`The tag must be vX.Y.Z or vX.Y.Z-LABEL; got ${quoted(tag)}.`);
    if (links !== undefined && !/^https:\/\/\S+\/$/.test(links)) throw new UsageError(`--links must be an https URL that ends with "/"; got ${quoted(links)}.`);
    return { version, ...(links !== undefined && { links }) };
  },
  run({ version, links }) {
    requireVersion(ROOT, version);
    process.stdout.write(releaseNotes(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), version, links));
    return EXIT.done;
  },
  failures: [ReleaseError.name],
};
