/* Middleware whose packages have no types. */

declare module '@koa/cors' {
  import type { Middleware } from 'koa';

  const cors: (options?: { readonly credentials?: boolean; readonly origin?: string }) => Middleware;
  export default cors;
}

declare module 'koa-conditional-get' {
  import type { Middleware } from 'koa';

  const conditionalGet: () => Middleware;
  export default conditionalGet;
}

declare module 'koa-logger' {
  import type { Middleware } from 'koa';

  const logger: (transporter: (line: string) => void) => Middleware;
  export default logger;
}

declare module 'koa-mount' {
  import type { Middleware } from 'koa';

  const mount: (prefix: string, middleware: Middleware) => Middleware;
  export default mount;
}

declare module 'koa-ratelimit' {
  import type { Middleware } from 'koa';

  const ratelimit: (options: object) => Middleware;
  export default ratelimit;
}
