import { Registry } from 'prom-client';
import { DurationHistogram } from '../../src/metrics/duration-histogram.ts';

const get = { operationId: 'getPet', route: '/pets/{petId}', method: 'GET', status: 200 };
const labels = { operation_id: 'getPet', method: 'GET', status_class: '2xx' };

function histogram(): { registry: Registry; durations: DurationHistogram } {
  const registry = new Registry();
  const durations = new DurationHistogram('duration_seconds', 'Durations.', [0.5, 2]);
  durations.registerIn(registry);
  return { registry, durations };
}

test('buckets are cumulative, and have values up to their bound', async () => {
  const { registry, durations } = histogram();
  for (const durationMs of [500, 501, 2000, 2001]) durations.record({ ...get, durationMs });
  expect(await registry.metrics()).toBe(
    [
      '# HELP duration_seconds Durations.',
      '# TYPE duration_seconds histogram',
      'duration_seconds_bucket{le="0.5",operation_id="getPet",method="GET",status_class="2xx"} 1',
      'duration_seconds_bucket{le="2",operation_id="getPet",method="GET",status_class="2xx"} 3',
      'duration_seconds_bucket{le="+Inf",operation_id="getPet",method="GET",status_class="2xx"} 4',
      'duration_seconds_sum{operation_id="getPet",method="GET",status_class="2xx"} 5.002',
      'duration_seconds_count{operation_id="getPet",method="GET",status_class="2xx"} 4',
      '',
    ].join('\n'),
  );
});

test('a registry adds its default labels, aggregates and resets it as it does its own metrics', async () => {
  const { registry, durations } = histogram();
  registry.setDefaultLabels({ zone: 'a' });
  durations.record({ ...get, durationMs: 1000 });
  const other = { ...get, method: 'BREW', status: undefined, operationId: undefined, route: undefined };
  durations.record({ ...other, durationMs: 1000 });
  const [metric] = await registry.getMetricsAsJSON();
  expect(metric).toMatchObject({ name: 'duration_seconds', type: 'histogram', aggregator: 'sum' });
  expect(metric?.values.filter((value) => 'metricName' in value && value.metricName === 'duration_seconds_count')).toEqual([
    { metricName: 'duration_seconds_count', labels: { ...labels, zone: 'a' }, value: 1 },
    { metricName: 'duration_seconds_count', labels: { operation_id: '(other)', method: '_OTHER', status_class: 'aborted', zone: 'a' }, value: 1 },
  ]);
  registry.resetMetrics();
  durations.record({ ...get, durationMs: 1000 });
  expect(await registry.getSingleMetricAsString('duration_seconds')).toContain(
    'duration_seconds_count{operation_id="getPet",method="GET",status_class="2xx",zone="a"} 1',
  );
  expect((await durations.get()).values).toHaveLength(5);
});

test('two metrics of one registry cannot have one name', () => {
  const { registry } = histogram();
  expect(() => new DurationHistogram('duration_seconds', 'Others.', []).registerIn(registry)).toThrow('already been registered');
});
