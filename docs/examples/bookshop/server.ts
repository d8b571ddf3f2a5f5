/** The whole server of the bookshop. `npm exec -- node docs/examples/bookshop/server.ts` */

import { createServer, defineProblems, type Handlers, Problem, type SecurityHandlers, type ServerLogger } from '@petsage/openapi-koa';
import { operations } from './generated/operations.cjs';
import type { Book, Operations, SecurityScheme } from './generated/types.ts';

const problems = defineProblems({
  'no-such-book': { status: 404, title: 'There is no such book', remedy: 'List the books to see which there are.' },
});

const shelf = new Map<string, Book>([['9780141439600', { isbn: '9780141439600', title: 'A Tale of Two Cities', genre: 'travel', price: 9.5 }]]);

// A missing handler, a superfluous one, an undeclared status or a wrong body does not compile.
const handlers: Handlers<Operations> = {
  listBooks: ({ query: { genre, limit } }) => {
    const books = [...shelf.values()].filter((book) => genre === undefined || genre.includes(book.genre));
    return { status: 200, headers: { 'X-Total-Count': books.length }, body: books.slice(0, limit) };
  },
  getBook: ({ params: { isbn } }) => {
    const book = shelf.get(isbn);
    if (book === undefined) throw new Problem(problems['no-such-book'], { detail: 'No book on the shelf has this number.' });
    return { status: 200, body: book };
  },
  addBook: ({ body }) => {
    shelf.set(body.isbn, body);
    return { status: 201, headers: { Location: `/books/${body.isbn}` }, body };
  },
};

const securityHandlers: SecurityHandlers<SecurityScheme> = {
  // Whom a token belongs to; undefined is a 401, a thrown Problem `forbidden` a 403.
  staff: ({ secret }) => (secret === (process.env['STAFF_TOKEN'] ?? 'open-sesame') ? 'staff' : undefined),
};

const log: ServerLogger = { child: () => log, debug() {}, info() {}, warn: console.warn, error: console.error };
const api = await createServer<Operations>({ operations, handlers, securityHandlers, problems, log, limits: { bodyLimitBytes: 100_000 } });
const { url } = await api.listen({ port: Number(process.env['PORT'] ?? 3001), host: '127.0.0.1' });
console.log(`${url}/books`);
