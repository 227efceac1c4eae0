import type { Logger } from 'pino';
import type { Limits } from '../protocol/limits.ts';
import type { TransportName } from '../protocol/transports.ts';
import type { FrameOptions } from './document.ts';
import type { LogLevels } from './logging.ts';
import type { AppTopicsOptions } from './topics/app-topics.ts';

/** Options of an app. */
export interface AppOptions {
  /** The pino logger to log through; one that writes JSON to standard output when left out. */
  readonly logger?: Logger;
  /** Log levels by part of nopal. The environment variable `NOPAL_LOG` wins: `NOPAL_LOG=updater:debug`. */
  readonly logLevels?: LogLevels;
  /** Origins, besides the page's own, from which browsers may connect: `['https://app.example.com']`. */
  readonly origins?: readonly string[];
  /** Whether clients that send no Origin are refused; browsers always send one. Default false. */
  readonly requireOrigin?: boolean;
  /** Seals page tokens, at least 16 characters; the same on all nodes. Default `NOPAL_SECRET`, else one per process. */
  readonly secret?: string;
  /** Bounds to set differently from the defaults. */
  readonly limits?: Partial<Limits>;
  /** Whether development checks run. Default: unless `NODE_ENV` is `production`. */
  readonly development?: boolean;
  /** What the documents of all pages say, unless a page says otherwise: language, style sheets and so on. */
  readonly document?: FrameOptions;
  /** Where nopal's own addresses are. Default `/_nopal`. */
  readonly basePath?: string;
  /** Topics: where their messages are kept, and who clients are. */
  readonly topics?: AppTopicsOptions;
  /** What browsers may connect by, in the order in which they try. Default `['websocket', 'sse', 'poll']`. */
  readonly transports?: readonly TransportName[];
}
