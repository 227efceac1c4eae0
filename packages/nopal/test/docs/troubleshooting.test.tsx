import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { connectTopics } from 'nopal/client';
import { createApp, createTopic, redirect, useState, type App } from '../../src/index.ts';
import { Connection } from './connection.ts';
import { readDocument } from './markdown.ts';
import { keepingLogger, type LogLine } from './log-lines.ts';

// docs/troubleshooting.md prints log lines as people see them. Each is provoked here and has to read as printed.

const document = readDocument('docs/troubleshooting.md');

function Dashboard() {
  const [deploymentStatus] = useState('Idle');
  return <p>{deploymentStatus}</p>;
}

let made = 0;
function Clock() {
  return <p>{++made}</p>;
}

function Paragraph() {
  return (
    <p>
      <div>block</div>
    </p>
  );
}

function Note() {
  return <form onSubmit={() => redirect('/')} />;
}

function Twice() {
  return (
    <>
      <Note />
      <Note />
    </>
  );
}

let app: App;
let lines: LogLine[];

beforeEach(() => {
  const kept = keepingLogger();
  lines = kept.lines;
  app = createApp({ logger: kept.logger, development: true, limits: { maxMessageBytes: 1000 } });
});

afterEach(() => app.close());

/** The message that was logged with this code; the document has to print it, `localhost:3000` standing for the host. */
function expectPrinted(code: string, level: number): void {
  const line = lines.find((each) => each.code === code);
  expect(line, `nothing was logged with the code ${code}`).toBeDefined();
  expect(line?.level).toBe(level);
  expect(document).toContain(line?.msg.replaceAll(/(?:localhost|127\.0\.0\.1):\d+/g, 'localhost:3000'));
}

async function listen(): Promise<number> {
  return (await app.listen({ port: 0, host: '127.0.0.1', signals: false })).port;
}

/** Connects and resolves with the code that the connection was closed with, or the HTTP status it was refused with. */
async function refusal(port: number, origin: string, first: string): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/_nopal/socket`, { origin });
  return new Promise((resolve) => {
    socket.on('open', () => socket.send(first));
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('close', (code) => resolve(code));
  });
}

test('a push by a misspelt key', () => {
  app.page('/', Dashboard);
  expect(app.updater.broadcastStateUpdate('deploymentstatus', 'Building')).toBe(0);
  expectPrinted('unknown-state-key', 40);
});

test('a push to an id that nobody has', () => {
  expect(app.updater.updateComponentState('dashboard-5gxnkzfu5yi1', 'deploymentStatus', 'Building')).toBe(0);
  expectPrinted('unknown-component-id', 40);
});

test('a push to a misspelt type', () => {
  app.page('/', Dashboard);
  expect(app.updater.updateComponentsOfType('Dashbord', 'deploymentStatus', 'Building')).toBe(0);
  expectPrinted('unknown-component-type', 40);
});

test('a value that is not data', () => {
  app.updater.broadcastStateUpdate('deploymentStatus', new Map());
  expectPrinted('not-data', 40);
});

test('a predicate that throws', async () => {
  app.page('/', Dashboard);
  await app.http.request('/');
  app.updater.updateWhere(() => JSON.parse('{') as boolean, 'deploymentStatus', 'Building');
  expect(lines.find(({ code }) => code === 'predicate-failed')?.msg).toMatch(
    /^The predicate of updateWhere failed for a <Dashboard>/,
  );
});

test('a page made inside another function', async () => {
  app.http.get('/', () => {
    function Inner() {
      return <p>inside</p>;
    }
    return app.renderPage(Inner);
  });
  await app.http.request('/');
  expect((await app.http.request('/')).status).toBe(500);
  const line = lines.find(({ level }) => level === 50);
  expect(line).toMatchObject({ err: { code: 'page-not-registered' }, msg: 'GET / failed' });
  expect(document).toContain((line as unknown as { err: Error }).err.message);
});

test('a component that is not pure', async () => {
  app.page('/', Clock);
  await app.http.request('/');
  expectPrinted('impure-render', 50);
});

test('HTML that the parser changes', async () => {
  app.page('/', Paragraph);
  await app.http.request('/');
  expectPrinted('nesting', 40);
});

test('two pages of one path', () => {
  app.page('/', Dashboard);
  expect(() => app.page('/', Clock)).toThrow(expect.objectContaining({ code: 'duplicate-route' }));
});

test('guards that send visitors in circles', async () => {
  app.page('/', Dashboard).page('/loop', Dashboard, { guard: () => redirect('/loop') });
  const page = await Connection.toPage(`http://127.0.0.1:${await listen()}`, '/');
  page.send('["go",1,1,"/loop"]');
  expect(await page.next()).toBe('{"event":[1,"not run","load"]}');
  const line = lines.find(({ code }) => code === 'render-failed');
  expect(document).toContain((line as unknown as { err: Error }).err.message);
});

test('a form that is on the page twice', async () => {
  app.page('/', Twice);
  const url = `http://127.0.0.1:${await listen()}`;
  const [, form = ''] = /name="nopal-form" value="([^"]+)"/.exec(await (await fetch(url)).text()) ?? [];
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ 'nopal-form': form }) });
  expect(response.status).toBe(409);
  expect(document).toContain((await response.text()).trim());
});

test('a page of another site', async () => {
  expect(await refusal(await listen(), 'https://app.example.com', '')).toBe(403);
  expectPrinted('origin-refused', 40);
});

test('a message that is too large', async () => {
  const port = await listen();
  expect(await refusal(port, `http://127.0.0.1:${port}`, 'x'.repeat(1001))).toBe(1009);
  expect(lines.find(({ code }) => code === 'message-too-large')?.msg).toContain('more than 1000 bytes');
});

test('a script of another version', async () => {
  const port = await listen();
  expect(await refusal(port, `http://127.0.0.1:${port}`, '["hello",99,"",0]')).toBe(4426);
  expect(lines.find(({ code }) => code === 'version-mismatch')?.level).toBe(30);
});

test('a topic that clients do not get at', async () => {
  const client = connectTopics(`http://127.0.0.1:${await listen()}`);
  const refusal = async (): Promise<string> => {
    const subscription = client.topic('room:lobby').subscribe();
    return subscription.started.then(
      () => '',
      (error: Error) => error.message,
    );
  };
  const unknown = await refusal();
  expect(unknown).toContain('[unknown-topic]');
  expect(document).toContain(unknown);
  app.topics.add(createTopic('room:lobby'));
  const refused = await refusal();
  expect(refused).toContain('[subscribe-refused]');
  expect(document).toContain(refused);
  client.close();
});

test('a topic with two declarations', () => {
  app.topics.add(createTopic('room:lobby'));
  const declare = (): string => {
    try {
      app.topics.add(createTopic('room:lobby'));
      return 'taken';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const refused = declare();
  expect(refused).toContain('[duplicate-topic]');
  expect(document).toContain(refused);
});

test('a port in use', async () => {
  const port = await listen();
  const second = createApp({ logger: keepingLogger().logger });
  const failure = await second.listen({ port, host: '127.0.0.1', signals: false }).catch((error: Error) => error);
  const printed = `Port 3000 is in use. Stop what uses it, or choose another: PORT=3001. [port]`;
  expect((failure as Error).message).toBe(printed.replace('3000', String(port)).replace('3001', String(port + 1)));
  expect(document).toContain(printed);
});
