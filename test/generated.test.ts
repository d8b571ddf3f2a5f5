import { join } from 'node:path';
import { checkManifest } from '../packages/openapi-compiler/src/manifest.ts';
import { planLists } from '../tools/feature/plan-lists.ts';

const ROOT = join(__dirname, '..');

test('generated/ is what `npm run generate` makes of the present document', () => {
  expect(checkManifest(join(ROOT, 'openapi/openapi.yaml'), join(ROOT, 'generated'))).toEqual([]);
});

test('the lists of features and security handlers are what `npm run feature -- --lists` writes', () => {
  expect(planLists(ROOT).changes).toEqual([]);
});
