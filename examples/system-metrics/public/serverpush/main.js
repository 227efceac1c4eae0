import { Connection } from './connection.js';
import { formatPercent, formatRate } from './format.js';
import { Samples } from './samples.js';
import { metricsStream, pricesStream } from './streams.js';
import { Subscriber } from './subscriber.js';
import { Controls } from './views/controls.js';
import { Happenings } from './views/happenings.js';
import { PricesTable } from './views/prices-table.js';
import { SamplesTable } from './views/samples-table.js';
import { Tile } from './views/tile.js';
import { Updates } from './views/updates.js';

/** Values come once a second. When none came for so long, the connection is not one any more. In milliseconds. */
const silenceMs = 15_000;

const hints = {
  none: 'Nothing is asked for, and nothing comes, until you subscribe.',
  push: 'The server calls this page with each new value. Who is slow to answer gets the newest one only.',
  polling: 'This page asks for what is new, once a second. The server keeps up to 30 values until then.',
};

const metrics = new Samples();
const prices = new Samples();
const tiles = [
  { id: 'cpu', name: 'CPU', read: ({ cpuUsage }) => cpuUsage, format: formatPercent, top: 100 },
  { id: 'memory', name: 'Memory', read: ({ memoryUsage }) => memoryUsage, format: formatPercent, top: 100 },
  { id: 'network', name: 'Network', read: ({ networkIO }) => networkIO, format: formatRate },
].map((figure) => new Tile(figure));
const samplesTable = new SamplesTable();
const pricesTable = new PricesTable();
const happenings = new Happenings();
const updates = new Updates();

/** Whether the visitor wants to be subscribed; to what, and how, is what is chosen. */
let isWanted = false;
/** Nobody looks: nothing is asked for, and no timer runs. */
let isResting = false;
let wasLost = false;
/** When something was last heard of the subscriptions. */
let heardAt = 0;
let ticking;

const controls = new Controls({
  connect: () => connection.connect(),
  disconnect: () => connection.disconnect(),
  subscribe: () => want(true),
  unsubscribe: () => want(false),
  choose,
});
const connection = new Connection(new URL('/api', location.href).href.replace(/^http/, 'ws'), connectionChanged);
const subscriptions = [
  subscription(metricsStream, metrics, (list) => {
    for (const tile of tiles) tile.show(list);
    samplesTable.show(list);
  }),
  subscription(pricesStream, prices, (list) => pricesTable.show(list)),
];

function subscription(stream, samples, show) {
  const { name } = stream;
  let wasInvalid = false;
  const subscriber = new Subscriber(stream, {
    started: (delivery, id) => {
      happenings.add(`Subscribed to ${name} by ${delivery}${id === undefined ? '' : `, as ${id}`}.`);
      if (wasInvalid)
        controls.tell('The subscription was invalid: the server did not know it. Subscribed again.', 'past');
      wasInvalid = false;
      showStatus();
    },
    polled: () => {
      heardAt = Date.now();
      updates.count('polls');
    },
    values: (values, lost) => {
      heardAt = Date.now();
      updates.count('updates', samples.add(values));
      updates.count('lost', lost);
      show(samples.list);
    },
    invalid: (error) => {
      problem(`Invalid subscription to ${name}: the server says “${error}”. Subscribing again.`);
      wasInvalid = true;
      showStatus();
    },
    failed: (error) => {
      // What is lost with the connection is told by the connection.
      if (connection.status.state === 'open') problem(`The server refused: ${error.message}`);
      showStatus();
    },
  });
  return { name, subscriber };
}

/** Makes it so as it is wanted, and says how it is. */
function reconcile() {
  const { status } = connection;
  const { delivery, streams } = controls.chosen;
  const api = status.state === 'open' ? status.api : undefined;
  for (const { name, subscriber } of subscriptions) {
    subscriber.apply(api, isWanted && streams.includes(name) ? delivery : undefined, isResting);
  }
  showStatus();
}

function showStatus() {
  controls.show(connection.status, isWanted, statusText(connection.status));
}

function statusText(status) {
  switch (status.state) {
    case 'off':
      return 'Not connected.';
    case 'connecting':
      return 'Connecting…';
    case 'waiting':
      return `Connection lost. ${status.reason} Trying again by itself.`;
    default: {
      if (!isWanted) return 'Connected. Not subscribed.';
      const { delivery, streams } = controls.chosen;
      const isWaiting = subscriptions.some(({ name, subscriber }) => streams.includes(name) && !subscriber.isActive);
      return `Connected. ${isWaiting ? 'Subscribing' : 'Subscribed'} to ${streams.join(' and ')} by ${delivery}.`;
    }
  }
}

function connectionChanged(status) {
  if (status.state === 'open') {
    heardAt = Date.now();
    happenings.add(wasLost ? 'Connected again.' : 'Connected.');
    if (wasLost) updates.count('reconnects');
    wasLost = false;
  } else if (status.state === 'waiting') {
    if (!wasLost) happenings.add(`Connection lost. ${status.reason}`);
    wasLost = true;
  } else if (status.state === 'off') {
    happenings.add('Disconnected.');
    wasLost = false;
  }
  reconcile();
}

function want(isNowWanted) {
  const { streams } = controls.chosen;
  if (isNowWanted && streams.length === 0) return problem('Choose a stream to subscribe to.');
  isWanted = isNowWanted;
  heardAt = Date.now();
  if (!isWanted) happenings.add('Unsubscribed.');
  hint();
  reconcile();
}

function choose() {
  if (isWanted && controls.chosen.streams.length === 0) return want(false);
  heardAt = Date.now();
  hint();
  reconcile();
}

function hint() {
  controls.tell(hints[isWanted ? controls.chosen.delivery : 'none'], 'hint');
}

function problem(text) {
  controls.tell(text, 'problem');
  happenings.add(text);
}

/** Once a second as long as somebody looks: what says how long ago something was. */
function tick() {
  updates.showAge();
  controls.showWait(connection.status);
  const isSilent = isWanted && connection.status.state === 'open' && Date.now() - heardAt > silenceMs;
  if (isSilent) connection.giveUp('Nothing came for 15 s.');
  ticking = setTimeout(tick, 1000);
}

/** Nobody looks: what the server says by itself may come, but nothing is asked for. */
function rest() {
  if (isResting) return;
  isResting = true;
  clearTimeout(ticking);
  reconcile();
}

/** Somebody looks. */
function wake() {
  if (!isResting) return;
  isResting = false;
  heardAt = Date.now();
  connection.hurry();
  reconcile();
  tick();
}

document.addEventListener('visibilitychange', () => (document.hidden ? rest() : wake()));
// A page that goes into the back/forward cache may come back, and then goes on.
addEventListener('pagehide', rest);
addEventListener('pageshow', wake);
addEventListener('online', () => connection.hurry());

hint();
connection.connect();
if (document.hidden) rest();
else tick();
