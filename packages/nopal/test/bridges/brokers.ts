import { BrokerMissingError } from '../../../../scripts/brokers/packages.mjs';
import { findRabbitmq } from '../../../../scripts/rabbitmq.mjs';
import { findRedis } from '../../../../scripts/redis.mjs';

/** How long a hook that starts or restarts a broker may take, in milliseconds: Erlang is slow on a busy machine. */
export const BROKER_PATIENCE = 120_000;

/** Whether there is a Redis to test with. If not, scripts/unit-setup.mjs has said so, and what to do. */
export const hasRedis = isHere(findRedis);

/** Whether there is a RabbitMQ to test with; see above. */
export const hasRabbitmq = isHere(findRabbitmq);

function isHere(find: () => string | undefined): boolean {
  try {
    return find() !== undefined;
  } catch (error) {
    if (error instanceof BrokerMissingError) return false;
    throw error;
  }
}
