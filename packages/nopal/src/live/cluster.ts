import { TypedPushes, type PushFunction, type PushTarget } from './typed-pushes.ts';
import type { ClusterUpdater } from './updater-types.ts';

/** What one node answers from. */
export interface Node {
  readonly push: PushFunction<number>;
  getAllComponentIds(): readonly string[];
  isComponentConnected(id: string): boolean;
}

/** Pushes and lookups for all nodes of a cluster, awaited; with one node, that node's. */
export class ClusterPushes extends TypedPushes<Promise<number>> implements ClusterUpdater {
  readonly #node: Node;

  constructor(node: Node) {
    super();
    this.#node = node;
  }

  /** @inheritdoc */
  async getAllComponentIds(): Promise<readonly string[]> {
    return this.#node.getAllComponentIds();
  }

  /** @inheritdoc */
  async isComponentConnected(id: string): Promise<boolean> {
    return this.#node.isComponentConnected(id);
  }

  protected async push(target: PushTarget, key: unknown, value: unknown, options: unknown): Promise<number> {
    return this.#node.push(target, key, value, options);
  }
}
