import type { Delivery } from './delivery.ts';

export interface JenkinsPipeline {
  number: number;
  branch: string;
  fails: boolean;
}

/** The notifications of one build: queued, started, completed, finalized. */
export function* jenkinsPipeline({ number, branch, fails }: JenkinsPipeline): Generator<Delivery, void, undefined> {
  const timestamp = Date.now();
  const notification = (phase: string, status?: string): Delivery => ({
    path: '/webhooks/jenkins',
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    story: `Jenkins build ${number} of warehouse: ${status ?? phase}`,
    body: JSON.stringify({
      name: 'warehouse',
      display_name: 'Warehouse',
      url: 'job/warehouse/',
      build: {
        full_url: `https://jenkins.example.com/job/warehouse/${number}/`,
        number,
        queue_id: number * 3,
        timestamp,
        duration: status === undefined ? 0 : Date.now() - timestamp,
        phase,
        ...(status === undefined ? {} : { status }),
        url: `job/warehouse/${number}/`,
        scm: {
          url: 'https://git.example.com/acme/warehouse.git',
          branch: `origin/${branch}`,
          commit: '9ac0dd1cf8e1b3d2f2f1b0c1a5a1f9fb1c4c4f5a',
          changes: [],
          culprits: [],
        },
        parameters: {},
        log: '',
        notes: '',
        artifacts: {},
      },
    }),
  });
  const result = fails ? 'FAILURE' : 'SUCCESS';
  yield notification('QUEUED');
  yield notification('STARTED');
  yield notification('COMPLETED', result);
  yield notification('FINALIZED', result);
}
