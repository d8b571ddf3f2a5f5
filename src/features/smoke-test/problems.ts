import { defineProblems } from '../../contract/index.ts';

export const smokeTestProblems = defineProblems({
  draining: {
    status: 503,
    title: 'The instance is shutting down',
    remedy: 'Send no new work to this instance; try again after the seconds that `Retry-After` names, another one will answer.',
  },
});
