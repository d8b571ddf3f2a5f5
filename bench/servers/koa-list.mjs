/** Koa that only writes the response as JSON: no routing, no negotiation, no validation. */
import Koa from 'koa';
import { at } from './listen.mjs';
import { results } from './results.mjs';

const app = new Koa();
app.use((ctx) => {
  ctx.body = results.listPets();
});
app.listen(at);
