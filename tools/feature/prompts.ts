import { cancel, confirm, intro, isCancel, select, text } from '@clack/prompts';
import { existingFeatures, placesOf } from './feature-places.ts';
import { namesOf } from './names.ts';
import { requestFaults } from './request-schema.ts';
import { Interrupted } from './run-program.ts';

/**
 * Prompts for a request on a terminal, and reports invalid input at once.
 *
 * @throws Interrupted if the prompt is cancelled
 */
export async function askForRequest(root: string): Promise<Record<string, unknown>> {
  const request: Record<string, unknown> = { feature: 'x', description: 'x' };
  const faultIn = (member: string) => (value: string | undefined) => {
    const fault = requestFaults(root, { ...request, [member]: value ?? '' }).find(({ pointer }) => pointer === `/${member}`);
    return fault === undefined ? undefined : `Allowed: ${fault.allowed}.`;
  };
  const existing = existingFeatures(root);
  const taken = (name: string | undefined) =>
    placesOf(root, namesOf(name ?? ''), existing).length > 0 ? 'This feature already exists. Choose another name.' : undefined;
  intro('A new feature');
  const feature = given(await text({ message: 'Its name', placeholder: 'pet_mood', validate: (name) => faultIn('feature')(name) ?? taken(name) }));
  request['feature'] = feature;
  request['description'] = given(await text({ message: 'What is it for?', validate: faultIn('description') }));
  const requirements: string[] = [];
  for (;;) {
    const more = given(await text({ message: requirements.length === 0 ? 'A requirement; empty for none' : 'Another one; empty to go on', defaultValue: '' }));
    if (more.trim() === '') break;
    requirements.push(more);
  }
  request['requirements'] = requirements.length === 0 ? 'none' : requirements;
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  request['method'] = given(await select({ message: 'Its method', options: methods.map((value) => ({ value, label: value })) }));
  const usual = `/api/v1/${namesOf(feature).kebab}`;
  request['path'] = given(await text({ message: 'Its path', initialValue: usual, validate: faultIn('path') }));
  if (!given(await confirm({ message: `Make ${request['method']} ${request['path']}?` }))) throw new Interrupted();
  return request;
}

function given<T>(input: T): Exclude<T, symbol> {
  if (!isCancel(input)) return input as Exclude<T, symbol>;
  cancel('Nothing was made.');
  throw new Interrupted();
}
