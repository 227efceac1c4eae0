import { type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';

/** A log for people in a terminal, one JSON object per line everywhere else. */
export function createLog(output: NodeJS.WriteStream = process.stdout): Logger {
  if (!output.isTTY) return pino(output);
  return pino(PinoPretty({ destination: output, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }));
}
