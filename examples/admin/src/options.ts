import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { number, UsageError } from 'deployment-monitor/arguments';

/** Where the app keeps its files, unless told otherwise. */
export const defaultData = fileURLToPath(new URL('../.workspace/', import.meta.url));

/** How the admin runs, from the command line and the environment. */
export interface Options {
  /** Folder for everything that is kept. */
  data: string;
  /** Deploy the monitor's sample site by itself. */
  watch: boolean;
  /** Each stage of a deployment is shown at least this many milliseconds. */
  paceMs: number;
  /** How many of the monitor's deployments get a broken source, 0–1. */
  failureRate: number;
  /** Rows a second that exports write at most. */
  exportRate: number;
  /** Where alerts are posted to, if anywhere. */
  alertWebhook?: string;
}

export type Command = { kind: 'run'; options: Options } | { kind: 'help' };

export const usage = `Usage: npm start -w examples/admin -- [options]

An admin of several pages under one shell, all of them pushed to by the server.

Options:
  --watch                   let the deployment monitor deploy by itself
  --pace <seconds>          show each stage of a deployment at least this long (default 1)
  --failure-rate <0–1>      how many of the monitor's deployments get a broken source (default 0.2)
  --export-rate <rows/s>    rows a second that an export writes at most (default 20000)
  --data <folder>           where everything is kept (default examples/admin/.workspace)
  --help                    print this text

Environment:
  PORT                      port to listen on (default 3001)
  ALERT_WEBHOOK             URL to which failed deployments are posted as JSON
  GITHUB_WEBHOOK_SECRET     what GitHub signs its webhooks with (default: made once, kept in the data folder)
  JENKINS_WEBHOOK_SECRET    the same for Jenkins
`;

/**
 * Reads command line and environment.
 *
 * @throws {UsageError} for an unknown option, or a value that is missing or out of range.
 */
export function parseCommand(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const values = parse(args);
  if (values.help) return { kind: 'help' };
  const alertWebhook = env['ALERT_WEBHOOK'];
  return {
    kind: 'run',
    options: {
      data: path.resolve(values.data),
      watch: values.watch,
      paceMs: 1000 * number('--pace', values.pace, 0, 3600),
      failureRate: number('--failure-rate', values['failure-rate'], 0, 1),
      exportRate: number('--export-rate', values['export-rate'], 1, 1e9),
      ...(alertWebhook ? { alertWebhook: webUrl('ALERT_WEBHOOK', alertWebhook) } : {}),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        watch: { type: 'boolean', default: false },
        pace: { type: 'string', default: '1' },
        'failure-rate': { type: 'string', default: '0.2' },
        'export-rate': { type: 'string', default: '20000' },
        data: { type: 'string', default: defaultData },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function webUrl(variable: string, text: string): string {
  if (/^https?:/.test(text) && URL.canParse(text)) return text;
  throw new UsageError(`${variable} needs a URL such as https://chat.example.com/hook, but got "${text}".`);
}
