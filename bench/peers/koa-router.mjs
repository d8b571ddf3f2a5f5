/** Koa with @koa/router on the same paths as `documents/routes.yaml`: a client's values are used as they come, and nothing is validated. */
import Router from '@koa/router';
import Koa from 'koa';
import { API_KEY, answers, ETAG } from '../servers/answers.mjs';
import { at } from '../servers/listen.mjs';

const router = new Router();
router.get('/api/v1/pets/:petId', (ctx) => {
  ctx.body = answers.getPet(undefined, { params: ctx.params });
});
router.get('/api/v1/pets', (ctx) => {
  ctx.body = answers.findPets(undefined, { query: ctx.query });
});
router.get('/api/v1/keyed-pet', (ctx) => {
  if (ctx.get('X-API-Key') !== API_KEY) ctx.throw(401);
  ctx.body = answers.getKeyedPet();
});
router.get('/api/v1/pet-of-the-day', (ctx) => {
  ctx.status = 200;
  ctx.etag = ETAG;
  if (ctx.fresh) ctx.status = 304;
  else ctx.body = answers.getPetOfTheDay();
});

const app = new Koa();
app.silent = true;
app.use(router.routes()).use(router.allowedMethods());
app.listen(at);
