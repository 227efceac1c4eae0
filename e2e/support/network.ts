import { ChaosProxy, type ChaosOptions } from 'nopal-chaos';
import { onTestFinished } from 'vitest';

/** A network to a port of this machine, which can be made bad; it ends with the test. */
export async function startNetwork(serverPort: number, options: ChaosOptions = {}): Promise<ChaosProxy> {
  const network = await ChaosProxy.start(serverPort, options);
  onTestFinished(() => network.close());
  return network;
}
