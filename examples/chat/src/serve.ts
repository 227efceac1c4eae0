import { createApp, type Visit } from 'nopal';
import { ChatPage } from './ChatPage.tsx';
import { mentionService } from './mentions/mention-service.ts';
import type { Options } from './options.ts';
import { nameProblem, names } from './people/names.ts';
import { recogniseVisitors, visitorOf } from './people/visitors.ts';
import { joinedLine, leftLine, messageLine, plainName, welcomeLine } from './rooms/plain-text.ts';
import { lobby, roomMessages, roomOf } from './rooms/rooms.ts';

/** Starts the chat: the page, and beside it, at the same address, the plain-text socket. */
export async function serve({ data, origins, requireOrigin, allowNullOrigin }: Options): Promise<void> {
  const app = createApp({
    requireOrigin,
    ...(data !== undefined && { topics: { store: await storeIn(data) } }),
  });
  recogniseVisitors(app);
  app.topics.add(roomMessages);

  for (const path of ['/', '/index.html']) {
    app.page(path, ChatPage, {
      title: 'Chat',
      lang: 'en',
      stylesheets: ['/assets/chat.css'],
      icon: '/assets/favicon.svg',
      props,
    });
  }
  app.static('/assets', new URL('../public/', import.meta.url));

  app.topicSocket('/', lobby, {
    user: ({ socket }) => ({ id: plainName(socket.remotePort) }),
    welcome: ({ user, online }) => welcomeLine(user.id, online),
    show: messageLine,
    // Whom it is from is said by the room's `fromClient`, for all who have no page.
    receive: (text) => (text.trim() === '' ? undefined : text),
    joined: ({ id }) => joinedLine(id),
    left: ({ id }) => leftLine(id),
    origins: allowNullOrigin ? [...origins, 'null'] : origins,
    requireOrigin,
  });
  app.addHostedService(mentionService(names));

  const { url } = await app.listen({ port: 8080 });
  console.log(`The chat runs at ${url}`);
  console.log(`WebSocket is ready at ${url.replace('http', 'ws')}`);
  console.log(`Open ${url} in several tabs to chat.`);
}

/** Reads the address: which room, and what this tab's visitor is called, if it says so. */
function props({ query, request }: Visit) {
  const visitor = visitorOf(request);
  const { name } = query;
  const canHaveIt = typeof name === 'string' && nameProblem(name) === undefined && names.isFree(name, visitor);
  return { room: roomOf(query['room']).id, name: canHaveIt ? name : names.guest(), visitor };
}

/** Only loaded when a folder is named: `lmdb` is a package of its own. */
async function storeIn(folder: string) {
  const { lmdbStore } = await import('nopal/lmdb');
  return lmdbStore({ path: folder });
}
