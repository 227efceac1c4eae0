import { subscribe } from 'node:diagnostics_channel';
import type { Handler } from 'hono';
import type { Registry } from 'prom-client';
import type { App, Gauges, TopicGauges } from './index.ts';

const prom = await import('prom-client').catch((error: unknown) => {
  throw new Error(
    'nopal/prometheus is made on the package prom-client, which could not be loaded. It is not installed with nopal: npm install prom-client.',
    { cause: error },
  );
});

/** Options of {@link prometheus}. */
export interface PrometheusOptions {
  /** Where to register the metrics: one that has the app's own, so that one answer tells all. Default: a new one. */
  readonly registry?: Registry;
  /**
   * Whether prom-client's metrics of the process (processor time, memory, event loop lag, garbage collection, …) are
   * collected as well, unless the registry has them already. Default true.
   */
  readonly processMetrics?: boolean;
}

/** A metric that is read from gauges: one value, or one for each value of its label. */
type Reading<G> = { readonly name: string; readonly help: string } & (
  | { readonly label?: undefined; readonly read: (gauges: G) => number }
  | { readonly label: string; readonly read: (gauges: G) => Readonly<Record<string, number>> }
);

const READINGS: readonly Reading<Gauges>[] = [
  { name: 'nopal_connections', help: 'Open connections', label: 'transport', read: ({ connections }) => connections },
  { name: 'nopal_viewers', help: 'Pages known to the server', label: 'state', read: ({ viewers }) => viewers },
  { name: 'nopal_instances', help: 'Mounted components of all viewers', read: ({ instances }) => instances },
  { name: 'nopal_distinct_trees', help: 'Pages in different states', read: ({ distinctTrees }) => distinctTrees },
  { name: 'nopal_old_trees', help: 'Trees kept for slow and lost browsers', read: ({ oldTrees }) => oldTrees.count },
  { name: 'nopal_old_tree_bytes', help: 'Size of these trees, estimated', read: ({ oldTrees }) => oldTrees.bytes },
  {
    name: 'nopal_unacknowledged_bytes',
    help: 'Bytes sent and not acknowledged',
    read: ({ unacknowledgedBytes }) => unacknowledgedBytes,
  },
  {
    name: 'nopal_frames_total',
    help: 'Frames sent',
    label: 'kind',
    read: ({ frames: { patches, trees, messages } }) => ({ patch: patches, tree: trees, message: messages }),
  },
  { name: 'nopal_bytes_out_total', help: 'Bytes of these frames', read: ({ bytesOut }) => bytesOut },
  {
    name: 'nopal_conflated_updates_total',
    help: 'Updates that a slow viewer skipped',
    read: ({ conflatedUpdates }) => conflatedUpdates,
  },
  { name: 'nopal_morphs_total', help: 'Whole trees sent, by why', label: 'reason', read: ({ morphs }) => morphs },
  { name: 'nopal_events_total', help: 'Events, by how they ended', label: 'end', read: ({ events }) => events },
  { name: 'nopal_rpc_sessions', help: 'Clients of RPC over WebSockets', read: ({ rpc }) => rpc.sessions },
  {
    name: 'nopal_rpc_calls_in_flight',
    help: 'Calls of these that were neither answered nor given up',
    read: ({ rpc }) => rpc.callsInFlight,
  },
  { name: 'nopal_rpc_imports', help: 'What is kept of these clients', read: ({ rpc }) => rpc.imports },
  { name: 'nopal_rpc_exports', help: 'What is kept for these clients', read: ({ rpc }) => rpc.exports },
  { name: 'nopal_rpc_calls_total', help: 'Calls over RPC, in batches too', read: ({ rpc }) => rpc.calls },
  {
    name: 'nopal_rpc_refused_total',
    help: 'Sessions and batches that were ended for a reason',
    label: 'code',
    read: ({ rpc }) => rpc.refused,
  },
  {
    name: 'nopal_event_loop_delay_seconds',
    help: 'How late the event loop was since it was read before',
    label: 'quantile',
    read: ({ eventLoopDelay: { p50, p99, max } }) => ({ '0.5': p50 / 1000, '0.99': p99 / 1000, '1': max / 1000 }),
  },
  {
    name: 'nopal_memory_per_viewer_bytes',
    help: 'What the process grew by since the app was made, per viewer',
    read: ({ memory }) => memory.perViewer,
  },
];

const TOPIC_READINGS: readonly Reading<TopicGauges>[] = [
  { name: 'nopal_topics', help: 'Topics that somebody is subscribed to', read: ({ topics }) => topics },
  { name: 'nopal_topic_subscribers', help: 'Subscriptions to topics', read: ({ subscribers }) => subscribers },
  {
    name: 'nopal_topic_subscribers_behind',
    help: 'Subscriptions that were not given yet all that was published',
    read: ({ behind }) => behind,
  },
  {
    name: 'nopal_topic_present',
    help: 'Users who are present, in all topics together',
    read: ({ present }) => present,
  },
  { name: 'nopal_topic_published_total', help: 'Messages published', read: ({ published }) => published },
];

/** What a message on one of nopal's channels has of these; see docs/metrics.md. */
interface Told {
  readonly ms: number;
  readonly page?: string;
  readonly transport?: string;
  readonly outcome?: string;
  readonly reason?: string;
}

/** A histogram of what is told on a channel. */
interface Timing {
  readonly channel: string;
  readonly name: string;
  readonly help: string;
  /** A label whose values are few and known, and where its value comes from. */
  readonly label?: string;
  readonly value?: (told: Told) => string | undefined;
}

const TIMINGS: readonly Timing[] = [
  { channel: 'nopal:render', name: 'nopal_render_seconds', help: 'Calls of a component' },
  {
    channel: 'nopal:diff',
    name: 'nopal_diff_seconds',
    help: 'Comparing two trees and writing the patch',
    label: 'page',
    value: ({ page }) => page,
  },
  {
    channel: 'nopal:encode',
    name: 'nopal_encode_seconds',
    help: 'Making what a transport writes',
    label: 'transport',
    value: ({ transport }) => transport,
  },
  {
    channel: 'nopal:flush',
    name: 'nopal_flush_seconds',
    help: 'Rendering and sending a page to all its viewers',
    label: 'page',
    value: ({ page }) => page,
  },
  {
    channel: 'nopal:event',
    name: 'nopal_event_seconds',
    help: 'From the arrival of an event to its answer',
    label: 'end',
    value: ({ outcome, reason }) => reason ?? outcome,
  },
];

/** From ten microseconds, a small component, to seconds, a handler that waits for something. */
const BUCKETS = [0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/**
 * A handler that answers with an app's metrics in the text format of Prometheus. Nothing is served or measured unless
 * it is mounted; whoever may ask is decided by the guard that the app puts before it. docs/metrics.md explains each
 * metric. Each request reads `app.gauges()` and `app.topics.gauges()` once, which takes a walk over all viewers and
 * subscribers.
 *
 * Timings are measured from the first request on. Their channels are the process's, so that with several apps in one
 * process they are of all of these.
 *
 * @throws Error of prom-client when the registry has metrics of these names already; importing this module throws when
 * prom-client is not installed
 * @example
 * ```ts
 * import { bearerAuth } from 'hono/bearer-auth';
 * import { prometheus } from 'nopal/prometheus';
 *
 * app.http.get('/metrics', bearerAuth({ token: process.env['METRICS_TOKEN'] ?? '' }), prometheus(app));
 * ```
 */
export function prometheus(app: Pick<App, 'gauges' | 'topics'>, options: PrometheusOptions = {}): Handler {
  const { registry = new prom.Registry(), processMetrics = true } = options;
  const update = READINGS.map((reading) => registerReading(reading, registry));
  const updateTopics = TOPIC_READINGS.map((reading) => registerReading(reading, registry));
  const measure = TIMINGS.map((timing) => registerTiming(timing, registry));
  // They come together, and this one is among them on every system.
  if (processMetrics && registry.getSingleMetric('process_cpu_seconds_total') === undefined) {
    prom.collectDefaultMetrics({ register: registry });
  }
  return async (c) => {
    for (const start of measure.splice(0)) start();
    const gauges = app.gauges();
    for (const set of update) set(gauges);
    const topicGauges = app.topics.gauges();
    for (const set of updateTopics) set(topicGauges);
    return c.body(await registry.metrics(), 200, {
      'content-type': registry.contentType,
      'cache-control': 'no-store',
    });
  };
}

/** Registers a gauge, or a counter, as its name says. Returns what sets it. */
function registerReading<G>(reading: Reading<G>, registry: Registry): (gauges: G) => void {
  const { name, help, label } = reading;
  const settings = { name, help, labelNames: label === undefined ? [] : [label], registers: [registry] };
  const metric = name.endsWith('_total') ? new prom.Counter(settings) : new prom.Gauge(settings);
  return (gauges) => {
    // The app counted already, so what is there is replaced.
    metric.reset();
    if (reading.label === undefined) metric.inc(reading.read(gauges));
    else for (const [of, value] of Object.entries(reading.read(gauges))) metric.inc({ [reading.label]: of }, value);
  };
}

/** Registers a histogram. Returns what starts measuring for it. */
function registerTiming({ channel, name, help, label, value }: Timing, registry: Registry): () => void {
  const labelNames = label === undefined ? [] : [label];
  const histogram = new prom.Histogram({ name, help, labelNames, buckets: BUCKETS, registers: [registry] });
  return () =>
    subscribe(channel, (message) => {
      // Only nopal publishes there.
      const told = message as Told;
      const of = value?.(told);
      histogram.observe(label === undefined || of === undefined ? {} : { [label]: of }, told.ms / 1000);
    });
}
