export declare const API_KEY: string;
export declare const ETAG: string;
export declare const results: Readonly<Record<string, (body?: never, request?: never) => unknown>>;
export declare function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<number>;
