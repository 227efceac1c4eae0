import { builtAt } from './built-at.js';
import { items } from './items.js';

const list = document.querySelector('#list');
for (const item of items) list?.append(Object.assign(document.createElement('li'), { textContent: item }));

const built = document.querySelector('#built');
if (built) built.textContent = new Date(builtAt).toLocaleString();
