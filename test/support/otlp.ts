import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a collector reads it. */
export interface ReceivedSpan {
  readonly resource: Readonly<Record<string, unknown>>;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly durationMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> }[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
}

/** A collector for OTLP, `http/protobuf`. */
export interface Collector {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** Path and media type of each request. */
  readonly requests: string[];
  close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const requests: string[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk) => chunks.push(chunk));
    req.on('end', () => {
      requests.push(`${req.method} ${req.url} ${req.headers['content-type']}`);
      spans.push(...decodeSpans(Buffer.concat(chunks)));
      res.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

type Value = Buffer | bigint;
/** The values of each field of a message, by field number. */
type Message = ReadonlyMap<number, readonly Value[]>;

/** Reads a message of Protocol Buffers: varints and fixed numbers as integers, everything else as bytes. */
function decode(bytes: Buffer): Message {
  const fields = new Map<number, Value[]>();
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] as number;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const take = (length: number) => {
    const end = at + length;
    if (end > bytes.length) throw new Error(`A field of ${length} bytes at byte ${at} is longer than its message.`);
    const taken = bytes.subarray(at, end);
    at = end;
    return taken;
  };
  const read = (wireType: number): Value => {
    if (wireType === 0) return varint();
    if (wireType === 1) return take(8).readBigUInt64LE();
    if (wireType === 5) return BigInt(take(4).readUInt32LE());
    if (wireType === 2) return take(Number(varint()));
    throw new Error(`Wire type ${wireType} at byte ${at}.`);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), read(tag & 7)]);
  }
  return fields;
}

const messages = (message: Message, field: number): Message[] => (message.get(field) ?? []).map((value) => decode(value as Buffer));
const text = (message: Message, field: number, encoding: BufferEncoding = 'utf8') => (message.get(field)?.[0] as Buffer | undefined)?.toString(encoding) ?? '';
const number = (message: Message | undefined, field: number) => Number(message?.get(field)?.[0] ?? 0);

/** `KeyValue` messages; of `AnyValue`, strings, booleans and integers. */
function attributesOf(message: Message, field: number): Record<string, unknown> {
  return Object.fromEntries(
    messages(message, field).map((pair) => {
      const [value] = messages(pair, 2) as [Message];
      if (value.has(1)) return [text(pair, 1), text(value, 1)];
      return [text(pair, 1), value.has(2) ? number(value, 2) === 1 : number(value, 3)];
    }),
  );
}

/** An `ExportTraceServiceRequest` of opentelemetry-proto. */
function decodeSpans(bytes: Buffer): ReceivedSpan[] {
  return messages(decode(bytes), 1).flatMap((resourceSpans) => {
    const resource = attributesOf(messages(resourceSpans, 1)[0] as Message, 1);
    return messages(resourceSpans, 2).flatMap((scopeSpans) =>
      messages(scopeSpans, 2).map((span) => ({
        resource,
        traceId: text(span, 1, 'hex'),
        spanId: text(span, 2, 'hex'),
        parentSpanId: text(span, 4, 'hex'),
        name: text(span, 5),
        kind: number(span, 6),
        durationMs: (number(span, 8) - number(span, 7)) / 1e6,
        attributes: attributesOf(span, 9),
        events: messages(span, 11).map((event) => ({ name: text(event, 2), attributes: attributesOf(event, 3) })),
        status: number(messages(span, 15)[0], 3),
      })),
    );
  });
}
