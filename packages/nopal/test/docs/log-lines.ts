import { pino, type Logger } from 'pino';

/** A line of a log that was kept. */
export interface LogLine {
  readonly level: number;
  readonly part?: string;
  readonly code?: string;
  readonly msg: string;
}

/** A logger that keeps its lines. */
export function keepingLogger(): { readonly logger: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line) as LogLine) });
  return { logger, lines };
}
