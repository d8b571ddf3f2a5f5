// TEMPORARY STUB
export function createPages(_: unknown): { path: string; type: string; load(): Buffer }[] { return [{path:'/openapi.json', type:'application/json', load: () => Buffer.from('{}')},{path:'/docs', type:'text/html', load: () => Buffer.from('{}')}]; }
