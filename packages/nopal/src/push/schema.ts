import type { StandardSchemaV1 } from '@standard-schema/spec';
import { TopicError } from './error.ts';
import type { Awaitable } from './store.ts';

/** How many of a schema's complaints are told. */
const TOLD = 3;

/**
 * What a schema makes of a message.
 *
 * @throws TopicError `message-refused`, with what the schema says; by the promise where the schema takes its time
 */
export function matchSchema(schema: StandardSchemaV1, message: unknown, topic: string): Awaitable<unknown> {
  const result = schema['~standard'].validate(message);
  return result instanceof Promise ? result.then((known) => valueOf(known, topic)) : valueOf(result, topic);
}

function valueOf(result: StandardSchemaV1.Result<unknown>, topic: string): unknown {
  if (result.issues === undefined) return result.value;
  const told = result.issues.slice(0, TOLD).map(({ message, path = [] }) => {
    const at = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    return at === '' ? message : `${at}: ${message}`;
  });
  const more = result.issues.length - told.length;
  throw new TopicError(
    'message-refused',
    `The schema of ${topic} refused a message: ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    'Send what the schema asks for.',
  );
}
