/** `npm run test:manifests`: what kustomize makes of deploy/kubernetes, validated against Kubernetes' own schemas. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { MINUTE_MS } from '../support/wait.ts';
import { kustomize, pythonWithKubernetesValidate, run } from './programs.ts';

const OVERLAYS = join(__dirname, '../../deploy/kubernetes/overlays');
/** The oldest that has everything the manifests use, and the newest of which the program has schemas. */
const KUBERNETES = ['1.33', '1.37'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifests-'));
  kustomize();
  pythonWithKubernetesValidate();
}, 5 * MINUTE_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function validate(manifests: string, version: string): string {
  const file = join(folder, 'manifests.yaml');
  writeFileSync(file, manifests);
  return run(pythonWithKubernetesValidate(), ['-m', 'kubernetes_validate', '--strict', '--kubernetes-version', version, file]);
}

describe.each(readdirSync(OVERLAYS))('the overlay %s', (overlay) => {
  let manifests: string;
  beforeAll(() => {
    manifests = run(kustomize(), ['build', join(OVERLAYS, overlay)]);
  });

  test('has everything in one namespace, which enforces the restricted security standard', () => {
    const resources = parseAllDocuments(manifests).map((document) => document.toJS());
    expect(resources.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'HorizontalPodAutoscaler',
      'Namespace',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
    ]);
    const [namespace] = resources.filter(({ kind }) => kind === 'Namespace');
    expect(namespace.metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
    const others = resources.filter((resource) => resource !== namespace);
    expect(new Set(others.map(({ metadata }) => metadata.namespace))).toEqual(new Set([namespace.metadata.name]));
  });

  test.each(KUBERNETES)('is valid for Kubernetes %s', (version) => {
    expect(validate(manifests, version).match(/ passed for resource /g)).toHaveLength(8);
  });
});

test.each([
  { name: 'an unknown field', from: 'maxUnavailable: 0', to: 'maxUnavailble: 0' },
  { name: 'a value of another type', from: 'periodSeconds: 1\n', to: 'periodSeconds: often\n' },
])('$name is found', ({ from, to }) => {
  const manifests = run(kustomize(), ['build', join(OVERLAYS, 'production')]);
  const broken = manifests.replace(from, to);
  expect(broken).not.toBe(manifests);
  expect(() => validate(broken, '1.37')).toThrow('exit code 1');
});
