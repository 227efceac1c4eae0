/** The state of the card, as examples/deployment-monitor declares it. */
export interface DeploymentStatus {
  readonly id: string;
  readonly siteName: string;
  readonly status: 'Idle' | 'Building' | 'Published' | 'Failed';
  readonly progress: number;
  readonly currentStage: string;
  readonly liveUrl?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
}

const STAGES = [
  'Initializing build environment…',
  'Installing dependencies…',
  'Building application…',
  'Optimizing assets…',
];
const START = Date.UTC(2026, 0, 1, 12);

const idOf = (n: number): string => (n >>> 0).toString(16).padStart(8, '0');
const timeOf = (n: number): string => new Date(START + n * 1000).toISOString();

/** The fields in which each state of {@link fiveFields} differs from the one before; the card shows all of them. */
export const FIVE_FIELDS: readonly (keyof DeploymentStatus)[] = [
  'siteName',
  'progress',
  'currentStage',
  'liveUrl',
  'completedAt',
];

/** States that differ in five fields, all of which change something in place. Never the same twice. */
export function fiveFields(n: number): DeploymentStatus {
  return {
    id: idOf(1),
    siteName: `Prickly Pear Café ${n % 10}`,
    status: 'Published',
    progress: 20 + (n % 70),
    currentStage: STAGES[n % STAGES.length] ?? '',
    liveUrl: `/sites/${idOf(n)}/`,
    startedAt: timeOf(0),
    completedAt: timeOf(n),
  };
}

/** As pushes go in the example: a deployment from 0 % over its stages to published, then the next. */
export function deployment(n: number): DeploymentStatus {
  const run = Math.floor(n / 6);
  const step = n % 6;
  const common = { id: idOf(run), siteName: 'Prickly Pear Café', startedAt: timeOf(n - step) };
  if (step === 5) {
    const liveUrl = `/sites/${common.id}/`;
    return { ...common, status: 'Published', progress: 100, currentStage: 'Live', liveUrl, completedAt: timeOf(n) };
  }
  return {
    ...common,
    status: 'Building',
    progress: [0, 20, 40, 70, 90][step] ?? 0,
    currentStage: STAGES[step % 4] ?? '',
  };
}
