import { isAxiosError } from 'axios';
import { Configuration, type Problem, SystemApi } from 'petsage-client';

const basePath = process.argv[2] ?? 'http://localhost:3000';
const api = new SystemApi(new Configuration({ basePath }));
try {
  const { data: answer } = await api.getSmokeTest();
  console.log(`status: ${answer.status}`);
  console.log(`message: ${answer.message}`);
  console.log(`timestamp: ${answer.timestamp}`);
} catch (error) {
  if (!isAxiosError<Problem>(error) || error.response === undefined) throw error;
  const problem = error.response.data;
  console.log(`problem: ${problem.status} ${problem.title}`);
  console.log(`detail: ${problem.detail}`);
}
