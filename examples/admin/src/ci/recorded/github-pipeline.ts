import { randomUUID } from 'node:crypto';
import type { Delivery } from './delivery.ts';

const repository = { id: 186_853_002, name: 'shop', full_name: 'acme/shop', private: true };
const sender = { login: 'octocat', id: 583_231, type: 'User' };

export interface GitHubPipeline {
  runId: number;
  branch: string;
  /** The tests fail; nothing is deployed then. */
  fails: boolean;
}

/** The deliveries of one run with its jobs: checked out, tested and, if that went well, deployed. */
export function* gitHubPipeline({ runId, branch, fails }: GitHubPipeline): Generator<Delivery, void, undefined> {
  const startedAt = now();
  const run = (action: string, status: string, conclusion: string | null): Delivery =>
    delivery('workflow_run', `run ${runId} of acme/shop: ${conclusion ?? status}`, {
      action,
      workflow_run: {
        id: runId,
        name: 'CI',
        head_branch: branch,
        head_sha: 'acb5820ced9479c074f688cc328bf03f341a511d',
        run_number: 562,
        run_attempt: 1,
        event: 'push',
        status,
        conclusion,
        workflow_id: 159_038,
        html_url: `https://github.com/acme/shop/actions/runs/${runId}`,
        created_at: startedAt,
        run_started_at: startedAt,
        updated_at: now(),
      },
      workflow: { id: 159_038, name: 'CI', path: '.github/workflows/ci.yml', state: 'active' },
    });
  const job = (name: string, steps: readonly [Step, ...Step[]], conclusion: string | null): Delivery =>
    delivery('workflow_job', `run ${runId}, job ${name}: ${conclusion ?? steps.at(-1)?.name}`, {
      action: conclusion === null ? 'in_progress' : 'completed',
      workflow_job: {
        id: runId * 10,
        run_id: runId,
        run_attempt: 1,
        workflow_name: 'CI',
        name,
        head_branch: branch,
        status: conclusion === null ? 'in_progress' : 'completed',
        conclusion,
        started_at: steps[0].started_at,
        completed_at: conclusion === null ? null : now(),
        runner_name: 'GitHub Actions 4',
        labels: ['ubuntu-latest'],
        steps: steps.map((step, i) => ({ ...step, number: i + 1 })),
      },
    });

  yield run('requested', 'queued', null);
  yield run('in_progress', 'in_progress', null);
  const checkOut = begin('Check out');
  yield job('test', [checkOut], null);
  const checkedOut = end(checkOut, 'success');
  const tests = begin('Run the tests');
  yield job('test', [checkedOut, tests], null);
  const result = fails ? 'failure' : 'success';
  yield job('test', [checkedOut, end(tests, result)], result);
  if (!fails) {
    const upload = begin('Upload');
    yield job('deploy', [upload], null);
    yield job('deploy', [end(upload, 'success')], 'success');
  }
  yield run('completed', 'completed', result);
}

interface Step {
  name: string;
  status: 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | null;
  started_at: string;
  completed_at: string | null;
}

function begin(name: string): Step {
  return { name, status: 'in_progress', conclusion: null, started_at: now(), completed_at: null };
}

function end(step: Step, conclusion: 'success' | 'failure'): Step {
  return { ...step, status: 'completed', conclusion, completed_at: now() };
}

function delivery(event: string, story: string, payload: object): Delivery {
  return {
    path: '/webhooks/github',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
    },
    body: JSON.stringify({ ...payload, repository, sender }),
    story: `GitHub  ${story}`,
  };
}

/** GitHub's times have no fractions of a second. */
function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
