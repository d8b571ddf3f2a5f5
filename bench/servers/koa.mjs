/** Koa without any middleware but the answer: no routing, no negotiation, no validation. Needs no document, so that its start is bare too. */
import Koa from 'koa';
import { answers } from './answers.mjs';

const app = new Koa();
app.use((ctx) => {
  ctx.body = answers.getSmokeTest();
});
app.listen(Number(process.env.PORT), '127.0.0.1');
