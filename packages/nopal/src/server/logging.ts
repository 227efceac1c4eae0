import { pino, type Logger, type LevelWithSilent } from 'pino';
import { NopalError } from '../protocol/error.ts';

/** The parts of nopal that log, each through a child logger of its own. */
export const LOG_PARTS = ['server', 'viewers', 'render', 'updater', 'services', 'topics', 'rpc'] as const;
/** One of the parts that log. */
export type LogPart = (typeof LOG_PARTS)[number];

/** Levels by part; `default` is for the parts that are not named. */
export type LogLevels = Partial<Record<LogPart | 'default', LevelWithSilent>>;

/** A logger for each part. */
export type PartLoggers = Readonly<Record<LogPart, Logger>>;

const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * Makes the loggers.
 *
 * @param base the app's pino logger; one that writes JSON to standard output when left out
 * @param levels levels by part
 * @param environment what `NOPAL_LOG` says; it wins over `levels`. `debug` is for all parts, `updater:debug,info` for
 * one and the rest
 * @throws NopalError `log-level` for a part or level that does not exist
 */
export function createLoggers(
  base: Logger | undefined,
  levels: LogLevels,
  environment: string | undefined,
): PartLoggers {
  const logger = base ?? pino({ name: 'nopal' });
  const chosen = { ...levels, ...parseLogLevels(environment ?? '') };
  const part = (name: LogPart): Logger =>
    logger.child({ part: name }, { level: chosen[name] ?? chosen.default ?? logger.level });
  return {
    server: part('server'),
    viewers: part('viewers'),
    render: part('render'),
    updater: part('updater'),
    services: part('services'),
    topics: part('topics'),
    rpc: part('rpc'),
  };
}

/** Reads `updater:debug,warn`: levels of parts, and the level of the rest. */
export function parseLogLevels(text: string): LogLevels {
  const levels: LogLevels = {};
  for (const entry of text.split(',').map((each) => each.trim())) {
    if (entry === '') continue;
    const [first, second, ...more] = entry.split(':');
    const part = second === undefined ? 'default' : first;
    const level = second ?? first;
    if (!isPart(part) || !isLevel(level) || more.length > 0) {
      throw new NopalError(
        'log-level',
        `The log setting "${entry}" names no part and level.`,
        `Use a level (${LEVELS.join(', ')}) or part:level, with a part of ${LOG_PARTS.join(', ')}.`,
      );
    }
    levels[part] = level;
  }
  return levels;
}

function isPart(part: string | undefined): part is LogPart | 'default' {
  return part === 'default' || LOG_PARTS.some((each) => each === part);
}

function isLevel(level: string | undefined): level is LevelWithSilent {
  return level !== undefined && LEVELS.includes(level);
}
