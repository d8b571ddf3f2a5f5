import type { ContractAppOptions } from '../server/app.ts';
import type { Exchange } from '../server/context.ts';
import type { ExchangeRecord } from '../server/exchange-record.ts';

/** What traces a server: `createTracing` of `@petsage/openapi-koa/tracing`, or one like it. */
export interface ServerTracing {
  /** Begins the trace of a request, and handles the request in its context. */
  run<T>(exchange: Exchange, handle: () => T): T;
  /** Ends it. */
  onResponse(record: ExchangeRecord): void;
  /** Called before, with the error behind a 500. */
  onFailure(error: unknown, exchange: Exchange): void;
  /** Exports what is left. */
  close(): Promise<void>;
}

type Hooks = Pick<ContractAppOptions, 'onResponse' | 'onFailure'>;

/** The hooks of a server that also trace. */
export function traced({ onResponse, onFailure }: Hooks, tracing: ServerTracing): Required<Hooks> {
  return {
    onResponse(record) {
      tracing.onResponse(record);
      onResponse?.(record);
    },
    onFailure(error, exchange) {
      tracing.onFailure(error, exchange);
      onFailure?.(error, exchange);
    },
  };
}

/** Whether the environment asks for traces: names where to export them, and doesn't turn them off. */
export function isTracingConfigured(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  const exporter = env['OTEL_TRACES_EXPORTER'] ?? '';
  if (exporter !== '') return exporter === 'otlp';
  return Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
}
