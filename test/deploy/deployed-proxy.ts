import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProxyName, type ReverseProxy, runProxy } from '../support/proxies.ts';

const DEPLOY = join(__dirname, '../../deploy');

/** What a test changes in a configuration of `deploy/`; the rest is as an operator gets it. */
export interface Changes {
  /** The ports of the three replicas on loopback. */
  readonly replicas: readonly number[];
  /** Whether one address, the test's, may send any number of requests. */
  readonly unlimited: boolean;
}

/** Runs a proxy with its configuration in `deploy/`. */
export function startDeployedProxy(name: ProxyName, changes: Changes): Promise<ReverseProxy> {
  return runProxy(name, (port, folder) => CONFIGS[name](port, folder, changes));
}

const CONFIGS = {
  haproxy(port: number, _folder: string, { replicas, unlimited }: Changes): string {
    let text = replacePorts(readFileSync(join(DEPLOY, 'haproxy/haproxy.cfg'), 'utf8'), replicas);
    text = replaceOnce(text, 'bind :80\n', `bind 127.0.0.1:${port}\n`);
    return unlimited ? replaceOnce(text, 'sc_http_req_rate(0) gt 1000', 'sc_http_req_rate(0) gt 1000000000') : text;
  },
  nginx(port: number, folder: string, { replicas, unlimited }: Changes): string {
    let text = replacePorts(readFileSync(join(DEPLOY, 'nginx/petsage-api.conf'), 'utf8'), replicas);
    text = replaceOnce(text, 'listen 80;', `listen 127.0.0.1:${port};`);
    if (unlimited) text = replaceOnce(text, 'rate=100r/s', 'rate=1000000r/s');
    // What Debian's nginx.conf has around it, with every file in the test's own folder.
    return `
daemon off; pid ${folder}/pid; error_log stderr crit; worker_processes 2;
events { worker_connections 768; }
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  ${text}
}`;
  },
};

function replacePorts(text: string, replicas: readonly number[]): string {
  return replicas.reduce((changed, port, index) => replaceOnce(changed, `127.0.0.1:${3001 + index}`, `127.0.0.1:${port}`), text);
}

function replaceOnce(text: string, from: string, to: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${JSON.stringify(from)} must be in the configuration once; found ${parts.length - 1} times.`);
  return parts.join(to);
}
