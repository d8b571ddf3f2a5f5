/** What the commands of this package share with those of a repository around it. Internal: it may change in any version. */

export {
  type Command,
  type CommandSpec,
  collect,
  createCommand,
  createProgram,
  EXIT,
  parseCommandLine,
  quoted,
  runCommand,
  UsageError,
  wholeNumber,
} from '@petsage/openapi-compiler/command-line';
export { ALLOW_FOLDER, allowedFolders } from './allow-folder.ts';
export { endWithThisProcess, startNode } from './child-process.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { isFolder } from './files.ts';
export { patternExample, takes } from './pattern-example.ts';
export { canConnect, freePort, portIsFree, untilListening } from './port.ts';
export { REDOCLY_ENV } from './redocly-env.ts';
export { ScratchFolder } from './scratch-folder.ts';
export { onShutdown } from './shutdown-signal.ts';
