import type { Logger } from 'pino';

/** How long something may hold the process after a signal has ended the app, in milliseconds. */
const HELD_MS = 5000;

/** Ends the app, and then the process, for a signal. */
export function endBySignal(signal: NodeJS.Signals, close: () => Promise<void>, logger: Logger): void {
  logger.info({ signal }, `${signal}: shutting down`);
  close().then(
    () => endProcess(logger),
    (error: unknown) => {
      logger.error({ err: error }, 'shutting down failed');
      process.exitCode = 1;
      endProcess(logger);
    },
  );
}

/** The process ends by itself, unless something outside of nopal still holds it: a timer, a connection, a service. */
function endProcess(logger: Logger): void {
  setTimeout(() => {
    logger.warn({}, `the app is closed, but something held the process for ${HELD_MS} ms; ending it`);
    process.exit();
  }, HELD_MS).unref();
}
