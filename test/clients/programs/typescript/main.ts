import { Configuration, ProblemFromJSON, ResponseError, SystemApi } from 'petsage-client';

const basePath = process.argv[2] ?? 'http://localhost:3000';
const api = new SystemApi(new Configuration({ basePath }));
try {
  const result = await api.getSmokeTest();
  console.log(`status: ${result.status}`);
  console.log(`message: ${result.message}`);
  console.log(`timestamp: ${result.timestamp.toISOString()}`);
} catch (error) {
  if (!(error instanceof ResponseError)) throw error;
  const problem = ProblemFromJSON(await error.response.json());
  console.log(`problem: ${problem.status} ${problem.title}`);
  console.log(`detail: ${problem.detail}`);
}
