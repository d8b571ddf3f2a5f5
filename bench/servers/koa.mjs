/** Koa without any middleware but the one that responds: no routing, no negotiation, no validation. Needs no document, so that its start is bare too. */
import Koa from 'koa';
import { results } from './results.mjs';

const app = new Koa();
app.use((ctx) => {
  ctx.body = results.getSmokeTest();
});
app.listen(Number(process.env.PORT), '127.0.0.1');
