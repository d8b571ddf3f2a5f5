'use strict';
const { default: Sequencer } = require('@jest/test-sequencer');

/** By far the longest of the slow tests: begun last, they would run alone at the end. */
const LONGEST = ['/feature/varied.slow.ts', '/feature/feature.slow.ts', '/tools/documents.slow.ts'];

/** Jest's own order, but the longest first. Jest knows how long a test takes only once it has run in the same folder. */
class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.findIndex((end) => path.endsWith(end));
      return index === -1 ? LONGEST.length : index;
    };
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}

module.exports = LongestFirst;
