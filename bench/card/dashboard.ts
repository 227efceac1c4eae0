import type { Component } from 'nopal';

/** The example's own page, TSX compiled by nopal's loader. By address, because the example is a project of its own. */
export async function loadDashboard(): Promise<Component> {
  const module = (await import(DASHBOARD.href)) as { readonly DeploymentDashboard: Component };
  return module.DeploymentDashboard;
}

/** Where the page's source is. */
export const DASHBOARD = new URL(
  '../../examples/deployment-monitor/src/components/DeploymentDashboard.tsx',
  import.meta.url,
);
