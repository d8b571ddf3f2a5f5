/** Koa that only writes the answer as JSON: no routing, no negotiation, no validation. */
import Koa from 'koa';
import { answers } from './answers.mjs';
import { at } from './listen.mjs';

const app = new Koa();
app.use((ctx) => {
  ctx.body = answers.listPets();
});
app.listen(at);
