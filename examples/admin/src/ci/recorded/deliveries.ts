import type { Delivery } from './delivery.ts';
import { gitHubPipeline } from './github-pipeline.ts';
import { jenkinsPipeline } from './jenkins-pipeline.ts';

/**
 * What the services send during four builds, in the shape that they send it: on each service one that succeeds and one
 * that fails. Times are real: they are made when a delivery is asked for.
 *
 * @param firstRun the number of the first build; another one makes other builds.
 */
export function* recordedDeliveries(firstRun: number): Generator<Delivery, void, undefined> {
  yield* gitHubPipeline({ runId: firstRun, branch: 'main', fails: false });
  yield* jenkinsPipeline({ number: firstRun, branch: 'main', fails: false });
  yield* gitHubPipeline({ runId: firstRun + 1, branch: 'feature/checkout', fails: true });
  yield* jenkinsPipeline({ number: firstRun + 1, branch: 'release/4.2', fails: true });
}
