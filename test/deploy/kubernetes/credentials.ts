import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../programs.ts';

/** Who calls the API server, with the user and the group that decide what each may do. */
const CLIENTS = {
  admin: ['admin', 'system:masters'],
  'controller-manager': ['system:kube-controller-manager', ''],
  scheduler: ['system:kube-scheduler', ''],
  proxy: ['system:kube-proxy', ''],
  node1: ['system:node:node1', 'system:nodes'],
  node2: ['system:node:node2', 'system:nodes'],
} as const;

const SERVER = 'https://10.99.0.1:6443';

const tokenOf = (client: keyof typeof CLIENTS) => `token-of-${client}`;

/** The keys, certificates, tokens and kubeconfig files of a cluster that lasts for minutes. */
export class Credentials {
  readonly #folder: string;

  /** @param folder is made */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder);
    this.#selfSign('server', 'kube-apiserver', ['IP:127.0.0.1', 'IP:10.99.0.1', 'IP:10.97.0.1']);
    // With which the API server calls an API that it passes requests on to.
    this.#selfSign('front-proxy', 'front-proxy', []);
    run('openssl', ['genrsa', '-out', this.file('accounts.key'), '2048']);
    run('openssl', ['rsa', '-in', this.file('accounts.key'), '-pubout', '-out', this.file('accounts.pub')]);
    const names = Object.keys(CLIENTS) as (keyof typeof CLIENTS)[];
    const tokens = names.map((name) => `${tokenOf(name)},${CLIENTS[name][0]},${name},${CLIENTS[name][1]}\n`);
    writeFileSync(this.file('tokens.csv'), tokens.join(''));
    for (const name of names) writeFileSync(this.file(`${name}.kubeconfig`), this.#kubeconfig(name));
  }

  /** @returns the path of a key (`.key`), a certificate (`.crt`), a public key (`.pub`), `tokens.csv` or a client's `.kubeconfig` */
  file(name: string): string {
    return join(this.#folder, name);
  }

  #selfSign(name: string, subject: string, addresses: readonly string[]): void {
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', this.file(`${name}.key`)];
    const extension = addresses.length > 0 ? ['-addext', `subjectAltName=${addresses.join()}`] : [];
    run('openssl', ['req', '-x509', ...key, '-out', this.file(`${name}.crt`), '-days', '2', '-subj', `/CN=${subject}`, ...extension]);
  }

  #kubeconfig(name: keyof typeof CLIENTS): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster: { server: SERVER, 'certificate-authority': this.file('server.crt') } }],
      users: [{ name, user: { token: tokenOf(name) } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: name } }],
      'current-context': 'test',
    });
  }
}
