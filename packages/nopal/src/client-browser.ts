import { TopicClient, type TopicClientOptions } from './topic-client/client.ts';
import type { ClientSocket, Platform, SocketEvents } from './topic-client/platform.ts';

export { TopicClientError } from './topic-client/error.ts';

/**
 * Connects to an app's topics. The client keeps its connection up and goes on where it was.
 *
 * @param url the app's address; `/` for the one that the page came from
 * @throws TypeError for an address that is none
 */
export function connectTopics(url: string | URL, options: TopicClientOptions = {}): TopicClient {
  const endpoint = new URL(`${options.basePath ?? '/_nopal'}/topics`, new URL(url, location.href));
  endpoint.protocol = endpoint.protocol.replace('http', 'ws');
  return new TopicClient(endpoint.href, browserPlatform, options);
}

const browserPlatform: Platform = {
  open: openSocket,
  every: (ms, run) => {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  onWake: (wake) => {
    const events = ['online', 'pageshow', 'visibilitychange'] as const;
    for (const event of events) addEventListener(event, wake);
    return () => {
      for (const event of events) removeEventListener(event, wake);
    };
  },
};

function openSocket(url: string, events: SocketEvents): ClientSocket {
  const socket = new WebSocket(url);
  socket.addEventListener('open', () => events.opened());
  socket.addEventListener('message', ({ data }) => events.received(String(data)));
  socket.addEventListener('close', ({ code }) => events.closed(code));
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(1000),
    // Browsers wait for the answer behind the scenes; nobody here does.
    cut: () => socket.close(),
  };
}
