// The whole peer: what is bundled with the example's page, in which `nopal` then means this module.
import { DeploymentDashboard } from 'dashboard';
import { h } from 'preact';
import { useState as usePreactState } from 'preact/hooks';
import { renderToString } from 'preact-render-to-string';

let current;

/** The page's state starts as what is to be shown, where nopal would be pushed to. */
export function useState() {
  return usePreactState(current);
}

export function render(status) {
  current = status;
  return renderToString(h(DeploymentDashboard, null));
}
