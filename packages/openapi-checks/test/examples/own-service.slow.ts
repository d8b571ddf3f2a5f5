import { examples } from '../../src/examples/examples.ts';
import { options, SERVICE } from '../options.ts';

test('the service responds with the examples, also while it drains', async () => {
  expect(await examples.run({ ...options, ownService: SERVICE })).toEqual({
    faults: [],
    done: expect.stringMatching(/^\d+ examples validated, 3 of 3 responses compared$/),
  });
});
