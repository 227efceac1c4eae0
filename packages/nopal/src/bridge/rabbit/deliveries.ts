import type { ConsumeMessage } from 'amqplib';

/**
 * How often a message was delivered, this time included, as far as RabbitMQ knows: quorum queues count, a dead letter
 * that came back names how often it was rejected, classic queues only know whether there was a time before.
 */
export function deliveriesOf({ fields, properties }: ConsumeMessage, queue: string): number {
  const headers: Readonly<Record<string, unknown>> = properties.headers ?? {};
  return (
    1 +
    Math.max(fields.redelivered ? 1 : 0, countOf(headers['x-delivery-count']), rejections(headers['x-death'], queue))
  );
}

function rejections(deaths: unknown, queue: string): number {
  if (!Array.isArray(deaths)) return 0;
  const own = deaths.filter((death) => isRecord(death) && death['queue'] === queue && death['reason'] === 'rejected');
  return own.reduce((sum: number, death: Readonly<Record<string, unknown>>) => sum + countOf(death['count']), 0);
}

/** Publishers can set any header to anything. */
function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
