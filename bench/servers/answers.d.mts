export declare const answers: Readonly<Record<string, (body?: never) => unknown>>;
