import { join } from 'node:path';
import { ROOT } from '../../tools/lib/root.ts';
import type { Command } from './command.ts';

/** A step of a build, in a folder below the language's own. */
export type Step = Pick<Command, 'program' | 'args' | 'folder' | 'env'>;

/** Something that has to be on the machine: a command that then ends with 0. */
export interface Need {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** How a client and the program that calls it are built and run. */
export interface Recipe {
  readonly needs: readonly Need[];
  /** @param folder of the language: the client is in `client`, the program in `program` */
  build(folder: string, version: string): readonly Step[];
  call(folder: string, url: string): Step;
}

const NPM: Need = { name: 'npm', program: 'npm', args: ['--version'] };
const MAVEN: Need = { name: 'Maven', program: 'mvn', args: ['--version'] };
const JAVAC: Need = { name: 'a Java compiler', program: 'javac', args: ['-version'] };
const QUIET_NPM = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];

/** The languages that are called here, by the name that `npm run client` gives them. */
export const recipes: Readonly<Record<string, Recipe>> = {
  typescript: typescript(),
  'typescript-axios': typescript(),
  python: {
    needs: [{ name: 'Python 3.10 with venv', program: 'python3', args: ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'] }],
    build: (folder) => [
      { program: 'python3', args: ['-m', 'venv', 'venv'], folder },
      { program: join(folder, 'venv/bin/pip'), args: ['install', '--quiet', './client'], folder },
      { program: join(folder, 'venv/bin/python'), args: ['-m', 'compileall', '-q', 'client/petsage_client', 'program'], folder },
    ],
    call: (folder, url) => ({ program: join(folder, 'venv/bin/python'), args: ['program/main.py', url], folder }),
  },
  go: {
    needs: [{ name: 'Go', program: 'go', args: ['version'] }],
    build: (folder) => [{ program: 'go', args: ['build', '-mod=mod', '-o', 'main', '.'], folder: join(folder, 'program') }],
    call: (folder, url) => ({ program: join(folder, 'program/main'), args: [url], folder }),
  },
  java: maven('both.xml', 'Main'),
  kotlin: maven('pom.xml', 'MainKt'),
  rust: {
    needs: [{ name: 'Cargo', program: 'cargo', args: ['--version'] }],
    build: (folder) => [{ program: 'cargo', args: ['build', '--quiet'], folder: join(folder, 'program'), env: { CARGO_TARGET_DIR: join(folder, 'target') } }],
    call: (folder, url) => ({ program: join(folder, 'target/debug/program'), args: [url], folder }),
  },
  bash: {
    needs: [
      { name: 'bash 4', program: 'bash', args: ['-c', '[ "$BASH_VERSINFO" -ge 4 ]'] },
      { name: 'curl', program: 'curl', args: ['--version'] },
      { name: 'jq', program: 'jq', args: ['--version'] },
    ],
    build: (folder) => [{ program: 'bash', args: ['-O', 'extglob', '-n', 'client/petsage'], folder }],
    call: (folder, url) => ({ program: 'bash', args: ['main.sh', url], folder: join(folder, 'program') }),
  },
};

/** The client is built by its own compiler, the program is type-checked by ours and run as it stands. */
function typescript(): Recipe {
  return {
    needs: [NPM],
    build: (folder) => [
      { program: 'npm', args: ['install', ...QUIET_NPM], folder: join(folder, 'client') },
      { program: 'npm', args: ['run', '--silent', 'build'], folder: join(folder, 'client') },
      { program: 'npm', args: ['install', ...QUIET_NPM], folder: join(folder, 'program') },
      { program: process.execPath, args: [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'], folder: join(folder, 'program') },
    ],
    call: (folder, url) => ({ program: process.execPath, args: ['main.ts', url], folder: join(folder, 'program') }),
  };
}

/** @param pom a build of client and program in one run, so that nothing is installed in the user's repository */
function maven(pom: string, mainClass: string): Recipe {
  return {
    needs: [JAVAC, MAVEN],
    build: (folder, version) => [
      {
        program: 'mvn',
        args: ['-q', '-B', '-f', pom, 'package', '-Dmaven.test.skip=true', `-Dpetsage.version=${version}`],
        folder: join(folder, 'program'),
      },
    ],
    call: (folder, url) => ({ program: 'java', args: ['-cp', 'program/target/classes:program/target/lib/*', mainClass, url], folder }),
  };
}
