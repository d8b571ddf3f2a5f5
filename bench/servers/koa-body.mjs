/** Koa with its body parser and the answer: no routing, no negotiation, no validation. */
import { bodyParser } from '@koa/bodyparser';
import Koa from 'koa';
import { answers } from './answers.mjs';
import { at } from './listen.mjs';

const app = new Koa();
app.use(bodyParser());
app.use((ctx) => {
  ctx.body = answers.summarizePets(ctx.request.body);
});
app.listen(at);
