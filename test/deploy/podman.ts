import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Limits that any machine allows, and no systemd. */
const CONTAINERS_CONF = `
[containers]
default_ulimits = ["nofile=10000:10000", "nproc=10000:10000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

const BASE_FILE = 'FROM scratch\nCOPY root /\nENV PATH=/usr/local/bin\n';

/** Podman with images and containers of its own, which end with it. */
export class Podman {
  readonly folder = mkdtempSync(join(tmpdir(), 'podman-'));
  readonly #env: NodeJS.ProcessEnv;

  constructor() {
    const configuration = join(this.folder, 'containers.conf');
    writeFileSync(configuration, CONTAINERS_CONF);
    this.#env = { ...process.env, CONTAINERS_CONF: configuration, NODE_OPTIONS: '' };
  }

  /**
   * @returns what it prints on standard output, trimmed
   * @throws Error with what it says, or what to install
   */
  run(args: readonly string[]): string {
    const own = ['--root', join(this.folder, 'storage'), '--runroot', join(this.folder, 'run'), '--storage-driver', 'overlay'];
    const { status, stdout, stderr, error } = spawnSync('podman', [...own, ...args], { env: this.#env, encoding: 'utf8' });
    if (error !== undefined) throw new Error('podman cannot be started; install it, such as with apt-get install podman buildah runc.');
    if (status !== 0) throw new Error(`podman ${args.join(' ')}: exit code ${status}: ${stderr}`);
    return stdout.trim();
  }

  /** Makes a Node.js base without a registry: this Node.js, and the libraries that it loads. */
  buildBase(tag: string): void {
    const root = join(this.folder, 'base/root');
    const copy = (from: string, to: string) => {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      cpSync(realpathSync(from), join(root, to));
    };
    copy(process.execPath, '/usr/local/bin/node');
    const { stdout } = spawnSync('ldd', [process.execPath], { encoding: 'utf8' });
    for (const [library] of stdout.matchAll(/\/\S+/g)) copy(library, library);
    writeFileSync(join(this.folder, 'base/Containerfile'), BASE_FILE);
    this.run(['build', '--quiet', '--tag', tag, join(this.folder, 'base')]);
  }

  /** Removes everything. */
  end(): void {
    this.run(['rm', '--all', '--force', '--time', '0']);
    this.run(['rmi', '--all', '--force']);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
