import { sameReads, type Environment } from '../ui/context.ts';
import { sameData } from '../ui/data.ts';
import { equalProps, type Props } from '../ui/props.ts';
import type { Instance } from './instance.ts';

/** What an instance is settled with, besides its own cells. */
export interface SettleInputs {
  readonly props: Props;
  readonly environment: Environment | null;
  /** Whether an error boundary is above it. */
  readonly guarded: boolean;
}

/** What became of an instance. */
export interface SettleOutcome {
  /** What it is now; `undefined` when it threw, which is then the business of the boundary above it. */
  readonly settled: Instance | undefined;
  readonly thrown?: unknown;
  /** Whether anything in it threw, even if something in it dealt with that. */
  readonly hasFailed: boolean;
}

/** What became of instances in one flush. */
export class SettleMemo {
  readonly #known = new Map<Instance, { readonly inputs: SettleInputs; readonly outcome: SettleOutcome }>();

  /** What became of an instance with equal inputs. */
  find(instance: Instance, inputs: SettleInputs): SettleOutcome | undefined {
    const known = this.#known.get(instance);
    if (known === undefined || !equalProps(known.inputs.props, inputs.props)) return undefined;
    const { settled, hasFailed } = known.outcome;
    const holds =
      hasFailed || settled === undefined
        ? // What threw may have read anything before it did, and goes to whoever is above.
          known.inputs.guarded === inputs.guarded && sameEnvironment(known.inputs.environment, inputs.environment)
        : sameReads(settled.reads, inputs.environment);
    return holds ? known.outcome : undefined;
  }

  /** Notes what became of an instance. */
  remember(instance: Instance, inputs: SettleInputs, outcome: SettleOutcome): void {
    this.#known.set(instance, { inputs, outcome });
  }
}

/** Whether two places are provided with the same. */
function sameEnvironment(a: Environment | null, b: Environment | null): boolean {
  if (a === b) return true;
  if (a === null || b === null || a.context !== b.context || !sameData(a.value, b.value)) return false;
  return sameEnvironment(a.outer, b.outer);
}
