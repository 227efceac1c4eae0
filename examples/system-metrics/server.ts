import { parseCommand, usage, UsageError } from './src/options.ts';
import { serve } from './src/serve.ts';

try {
  const command = parseCommand(process.argv.slice(2));
  if (command.kind === 'help') console.log(usage);
  else await serve(command.options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
