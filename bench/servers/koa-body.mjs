/** Koa with its body parser and a middleware that responds: no routing, no negotiation, no validation. */
import { bodyParser } from '@koa/bodyparser';
import Koa from 'koa';
import { at } from './listen.mjs';
import { results } from './results.mjs';

const app = new Koa();
app.use(bodyParser());
app.use((ctx) => {
  ctx.body = results.summarizePets(ctx.request.body);
});
app.listen(at);
