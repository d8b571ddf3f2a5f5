import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const MONITORING = join(import.meta.dirname, '../../deploy/monitoring');

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

/** @returns the queries of the dashboard, with the panel of each */
export function dashboardQueries(): readonly { readonly title: string; readonly expr: string }[] {
  const { panels } = JSON.parse(readFileSync(join(MONITORING, 'dashboard.json'), 'utf8')) as Dashboard;
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));
}

/**
 * The configuration as it is deployed, but with the addresses of a test, and scrapes every second.
 *
 * @param replacements what stands in the file, and what takes its place
 * @throws Error if one does not stand there
 */
export function testConfiguration(replacements: Readonly<Record<string, string>>): string {
  let text = readFileSync(join(MONITORING, 'prometheus.yml'), 'utf8').replaceAll('15s', '1s');
  for (const [from, to] of Object.entries(replacements)) {
    if (!text.includes(from)) throw new Error(`prometheus.yml must have ${from}.`);
    text = text.replaceAll(from, to);
  }
  return text;
}

/** The API of a Prometheus: https://prometheus.io/docs/prometheus/latest/querying/api/ */
export class PrometheusApi {
  readonly #url: string;

  /** @param url without a path */
  constructor(url: string) {
    this.#url = url;
  }

  async isReady(): Promise<boolean> {
    return (await fetch(`${this.#url}/-/ready`).catch(() => undefined))?.ok === true;
  }

  /** @returns `data` of a response */
  async get<T>(path: string): Promise<T> {
    const response = await fetch(this.#url + path);
    const body = (await response.json()) as { status: string; error?: string; data: T };
    if (body.status !== 'success') throw new Error(`${path}: ${body.error}`);
    return body.data;
  }

  /** @returns the present values of a query, one for each series; what Grafana fills in is 10 s */
  async values(expr: string): Promise<readonly number[]> {
    const query = encodeURIComponent(expr.replaceAll('$__rate_interval', '10s'));
    const { result } = await this.get<{ result: readonly { value: [number, string] }[] }>(`/api/v1/query?query=${query}`);
    return result.map(({ value }) => Number(value[1]));
  }

  /** @returns whether a query has series, with a number each */
  async hasData(expr: string): Promise<boolean> {
    const values = await this.values(expr);
    return values.length > 0 && values.every((value) => Number.isFinite(value));
  }
}
