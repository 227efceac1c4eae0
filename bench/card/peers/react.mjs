// The whole peer: what is bundled with the example's page, in which `nopal` then means this module.
import { DeploymentDashboard } from 'dashboard';
import { createElement, useState as useReactState } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

let current;

/** The page's state starts as what is to be shown, where nopal would be pushed to. */
export function useState() {
  return useReactState(current);
}

export function render(status) {
  current = status;
  return renderToStaticMarkup(createElement(DeploymentDashboard));
}
