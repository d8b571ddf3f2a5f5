import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const BASE = join(__dirname, '../../deploy/kubernetes/base');
const read = (file: string) => parse(readFileSync(join(BASE, file), 'utf8'));

const deployment = read('deployment.yaml').spec;
const pod = deployment.template.spec;
const [container] = pod.containers;
const settings = Object.fromEntries(read('kustomization.yaml').configMapGenerator[0].literals.map((literal: string) => literal.split('=')));

/** From the end of the drain until the service ends whatever happens: `OVERDUE_MS` of run-server.ts. */
const OVERDUE_S = 1.5;

test('a pod has the time for its preStop, its drain and its end', () => {
  const neededS = container.lifecycle.preStop.sleep.seconds + Number(settings.DRAIN_MS) / 1000 + OVERDUE_S;
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(neededS);
});

test('a pod that stops being ready is out of the Service before its drain ends', () => {
  const { periodSeconds, failureThreshold } = container.readinessProbe;
  expect(Number(settings.DRAIN_MS) / 1000).toBeGreaterThan(periodSeconds * failureThreshold);
});

test('a rollout takes no pod away before its successor is ready', () => {
  expect(deployment.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
});

test('probes go to the port that the settings name', () => {
  const ports = Object.fromEntries(container.ports.map(({ name, containerPort }: { name: string; containerPort: number }) => [name, containerPort]));
  expect(ports).toEqual({ http: 3000, metrics: Number(settings.METRICS_PORT) });
  const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'].map((name) => container[name].httpGet);
  expect(probes).toEqual(['/readyz', '/readyz', '/livez'].map((path) => ({ path, port: 'metrics' })));
});

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
test('a pod meets the restricted security standard', () => {
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
  expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
});

test('the autoscaler alone decides how many pods there are', () => {
  expect(deployment).not.toHaveProperty('replicas');
  expect(read('horizontal-pod-autoscaler.yaml').spec.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'petsage-api' });
  // Of which the budget leaves the others.
  expect(read('horizontal-pod-autoscaler.yaml').spec.minReplicas).toBeGreaterThan(read('pod-disruption-budget.yaml').spec.maxUnavailable);
});

test('every file of the base is a resource of it', () => {
  expect(read('kustomization.yaml').resources).toEqual([
    'deployment.yaml',
    'horizontal-pod-autoscaler.yaml',
    'network-policy.yaml',
    'pod-disruption-budget.yaml',
    'service.yaml',
    'service-account.yaml',
  ]);
});
