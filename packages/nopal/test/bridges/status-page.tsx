import { useState, type HostedService } from '../../src/index.ts';
import { serve } from '../support/app.ts';
import { TestPage } from '../support/test-page.ts';

function Deployment() {
  const [deploymentStatus] = useState('none yet');
  return <p>{deploymentStatus}</p>;
}

/** A page in an app that hosts a bridge, opened by a browser. */
export async function openStatusPage(bridge: HostedService): Promise<TestPage> {
  const running = await serve((app) => {
    app.page('/', Deployment);
    app.addHostedService(bridge);
  });
  return TestPage.open(running);
}
