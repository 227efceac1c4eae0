import { BrokerMissingError } from './brokers/packages.mjs';
import { ensureRabbitmq } from './rabbitmq.mjs';
import { ensureRedis } from './redis.mjs';

/**
 * Runs once before the unit tests, however they were started: bridges are tested with real brokers. Those of a broker
 * that cannot be had are skipped.
 */
export default function setup() {
  for (const [name, ensure] of /** @type {const} */ ([
    ['Redis', ensureRedis],
    ['RabbitMQ', ensureRabbitmq],
  ])) {
    try {
      ensure();
    } catch (error) {
      if (!(error instanceof BrokerMissingError)) throw error;
      console.warn(`Tests with ${name} are SKIPPED. ${error.message}`);
    }
  }
}
