import { NoPython, pythonWithSchemathesis } from '../../src/conformance/python.ts';

/** Installed at the first run, in seconds; if that fails, the tests that need it are skipped, as the check itself is. */
export const schemathesisIsHere = (() => {
  try {
    pythonWithSchemathesis();
    return true;
  } catch (error) {
    if (error instanceof NoPython) return false;
    throw error;
  }
})();
