import { NoPython, pythonWithSchemathesis } from '../src/python.ts';

/** Made at the first run, in seconds; where it cannot be, the tests that need it are passed over, as the check itself is. */
export const schemathesisIsHere = (() => {
  try {
    pythonWithSchemathesis();
    return true;
  } catch (error) {
    if (error instanceof NoPython) return false;
    throw error;
  }
})();
