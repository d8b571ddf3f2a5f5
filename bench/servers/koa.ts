/** Koa without any middleware but the answer: no routing, no negotiation, no validation. */
import Koa from 'koa';

const app = new Koa();
app.use((ctx) => {
  ctx.body = { status: 'ok', message: 'PetSage system is purring happily!', timestamp: new Date().toISOString() };
});
app.listen(Number(process.env['PORT']), '127.0.0.1');
