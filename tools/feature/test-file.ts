import type { Json } from '@petsage/openapi-compiler/internal';
import { drainProblems } from '@petsage/openapi-koa';
import { decisionOn, leftOf } from './checklist.ts';
import type { Given, Refusal } from './credential-refusals.ts';
import type { FeatureModel, OperationModel } from './feature-model.ts';
import { type ExampleBody, requestParts } from './request-example.ts';
import { expression, text } from './typescript.ts';

/** The tests of a feature: each operation's success on the running service, refused credentials, and a `test.todo` for everything that is left to do. */
export function testFile({ operations, requirements, handlers }: FeatureModel): string {
  const body = operations.map(operationTests).join('\n');
  const left = `${todos('security schemes', handlers.map(decisionOn))}${todos('requirements', requirements)}`;
  const names = [
    'call',
    'outcome',
    ...(body.includes(': Refusal[]') ? ['type Refusal'] : []),
    'type Sent',
    ...(/\bPRESENT\b/.test(body) ? ['PRESENT'] : []),
  ].filter((name) => new RegExp(`\\b${name.replace('type ', '')}\\b`).test(body));
  return `import { ${names.join(', ')} } from '../../support/endpoint.ts';
import { type Service, ${operations.some(({ healthCheck }) => healthCheck) ? 'startDrainingService, ' : ''}startService } from '../../support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ DRAIN_MS: '0' });
});
afterAll(async () => {
  service.child.kill('SIGTERM');
  expect(await service.ended).toBe(0);
});

${body}${left}`;
}

function todos(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `\ndescribe(${text(title)}, () => {\n${entries.map((entry) => `  test.todo(${text(entry)});\n`).join('')}});\n`;
}

function operationTests(model: OperationModel): string {
  const { operation, requests, secured, healthCheck, refusals } = model;
  const [first, ...more] = requests;
  const { target, headers } = requestParts(operation, first?.parameters ?? new Map());
  const request = sent({
    method: operation.method.toUpperCase(),
    path: target,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(first?.body && { body: first.body }),
  });
  const todo = leftOf(model);
  const title = `${operation.operationId}: ${operation.method.toUpperCase()} ${operation.path}`;
  const successes = secured
    ? ''
    : [first, ...more].map((example) => successTest(model, example?.name ?? '', example === first ? undefined : example?.parameters)).join('\n');
  return `describe(${text(title)}, () => {
  const request: Sent = ${request};
${successes === '' ? '' : `\n${successes}`}
${refusals.length === 0 ? '' : refusalTests(refusals)}${healthCheck ? leavingTest(operation) : ''}${todo.length === 0 ? '' : `\n${todo.map((entry) => `  test.todo(${text(entry)});\n`).join('')}`}});
`;
}

function refusalTests(refusals: readonly Refusal[]): string {
  return `
  const refusals: Refusal[] = [${refusals.map(row).join(', ')}];
  test.each(refusals)('refuses $name', async ({ given, want }) => {
    expect(outcome(await call(service.port, { ...request, ...given }))).toEqual(want);
  });
`;
}

function successTest({ operation, response }: OperationModel, name: string, parameters: Parameters<typeof requestParts>[1] | undefined): string {
  const status = response.status;
  const none = response.kind === 'none' || response.bodiless || operation.method === 'head';
  const body = none || response.body === '' ? 'undefined' : expression(response.body, new Map(response.times.map((place) => [place, 'PRESENT'])));
  const type = none ? '' : `type: ${text(essence(response.type ?? ''))}, `;
  const what = none
    ? `responds with ${status}`
    : `responds with ${status} and ${response.body === '' ? 'an empty body' : 'the document’s example'}${response.times.length > 0 ? ' at the current time' : ''}`;
  const request = parameters === undefined ? 'request' : `{ ...request, ${members(given(operation, parameters)).join(', ')} }`;
  const headers = Object.entries(response.headers).map(
    ([header, value]) => `expect(response.headers[${text(header.toLowerCase())}]).toBe(${text(fieldText(value))});`,
  );
  return `  test(${text(name === '' ? what : `${what}, to ${name}`)}, async () => {
    const response = await call(service.port, ${request});
    expect({ status: response.status, ${none ? '' : 'type: response.type, '}body: response.body }).toEqual({ status: ${status}, ${type}body: ${body} });
${headers.map((line) => `    ${line}\n`).join('')}  });
`;
}

function leavingTest({ method }: OperationModel['operation']): string {
  const want = { status: drainProblems.draining.status, ...(method !== 'head' && { code: drainProblems.draining.code }) };
  return `
  test('responds with ${want.status} and Retry-After while the instance is shutting down', async () => {
    const draining = await startDrainingService();
    const response = await call(draining.port, request);
    expect(outcome(response)).toEqual(${expression(want)});
    expect(response.headers['retry-after']).toMatch(/^[1-9]\\d*$/);
    expect(await draining.ended).toBe(0);
  });
`;
}

function given(operation: OperationModel['operation'], parameters: Parameters<typeof requestParts>[1]): Given {
  const { target, headers } = requestParts(operation, parameters);
  return { path: target, ...(Object.keys(headers).length > 0 && { headers }) };
}

/** A header's value in the style `simple` (OpenAPI 3.0.3 section 4.7.12.3). */
function fieldText(value: Json): string {
  if (Array.isArray(value)) return value.map(fieldText).join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function essence(type: string): string {
  return (type.split(';')[0] as string).trim();
}

function row({ name, given: difference, want }: Refusal): string {
  return `{ name: ${text(name)}, given: ${sent(difference)}, want: ${expression(want as unknown as Json)} }`;
}

function sent(request: Given): string {
  return `{ ${members(request).join(', ')} }`;
}

function members({ method, path, headers, body }: Given): string[] {
  return [
    ...(method === undefined ? [] : [`method: ${text(method)}`]),
    ...(path === undefined ? [] : [`path: ${text(path)}`]),
    ...(headers === undefined ? [] : [`headers: ${expression(headers)}`]),
    ...(body === undefined ? [] : [`body: ${bodyText(body)}`]),
  ];
}

function bodyText(body: ExampleBody): string {
  return expression(body as unknown as Json);
}
