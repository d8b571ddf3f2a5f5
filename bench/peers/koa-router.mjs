/** Koa with @koa/router on the same paths as `documents/routes.yaml`: a client's values are used as they come, and nothing is validated. */
import Router from '@koa/router';
import Koa from 'koa';
import { at } from '../servers/listen.mjs';
import { API_KEY, ETAG, results } from '../servers/results.mjs';

const router = new Router();
router.get('/api/v1/pets/:petId', (ctx) => {
  ctx.body = results.getPet(undefined, { params: ctx.params });
});
router.get('/api/v1/pets', (ctx) => {
  ctx.body = results.findPets(undefined, { query: ctx.query });
});
router.get('/api/v1/keyed-pet', (ctx) => {
  if (ctx.get('X-API-Key') !== API_KEY) ctx.throw(401);
  ctx.body = results.getKeyedPet();
});
router.get('/api/v1/pet-of-the-day', (ctx) => {
  ctx.status = 200;
  ctx.etag = ETAG;
  if (ctx.fresh) ctx.status = 304;
  else ctx.body = results.getPetOfTheDay();
});

const app = new Koa();
app.silent = true;
app.use(router.routes()).use(router.allowedMethods());
app.listen(at);
