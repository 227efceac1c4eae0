import type { AnyComponent } from '../ui/component.ts';
import type { Environment } from '../ui/context.ts';
import type { Props } from '../ui/props.ts';

/** A component that is registered as a page, under the name by which any node finds it. */
export interface PageType {
  readonly name: string;
  readonly component: AnyComponent;
  /** Frames per second that its viewers get at most; the app's limit when `undefined`. */
  framesPerSecond: number | undefined;
}

/** What a page was made from: enough to make it again, here or on another node. */
export interface PageSource {
  readonly type: PageType;
  readonly props: Props;
  readonly environment: Environment | null;
  /** The id that the app chose for the root instance. */
  readonly componentId: string | undefined;
}
