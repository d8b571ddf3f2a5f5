import { isAxiosError } from 'axios';
import { Configuration, type Problem, SystemApi } from 'petsage-client';

const basePath = process.argv[2] ?? 'http://localhost:3000';
const api = new SystemApi(new Configuration({ basePath }));
try {
  const { data: result } = await api.getSmokeTest();
  console.log(`status: ${result.status}`);
  console.log(`message: ${result.message}`);
  console.log(`timestamp: ${result.timestamp}`);
} catch (error) {
  if (!isAxiosError<Problem>(error) || error.response === undefined) throw error;
  const problem = error.response.data;
  console.log(`problem: ${problem.status} ${problem.title}`);
  console.log(`detail: ${problem.detail}`);
}
