import { createTopicGroup } from 'nopal';
import { chatMessage, messageSchema, type ChatMessage } from './message.ts';

/** A room, as the page presents it. */
export interface Room {
  readonly id: RoomId;
  readonly name: string;
  readonly about: string;
}

export type RoomId = 'lobby' | 'ideas' | 'help' | 'random';

/** All rooms. The first is where everybody arrives, and where plain WebSocket clients are. */
export const rooms: readonly [Room, ...Room[]] = [
  { id: 'lobby', name: 'Lobby', about: 'Everybody is here, plain WebSocket clients too.' },
  { id: 'ideas', name: 'Ideas', about: 'What should be built next.' },
  { id: 'help', name: 'Help', about: 'Questions, and sometimes answers.' },
  { id: 'random', name: 'Random', about: 'Everything else.' },
];

/** The room that an address names; the first one when it names none that there is. */
export function roomOf(id: unknown): Room {
  return rooms.find((room) => room.id === id) ?? rooms[0];
}

const day = 24 * 60 * 60 * 1000;

/** The messages of each room. From outside, `nopal/client` for example, one takes part under the name one is known by. */
export const roomMessages = createTopicGroup<ChatMessage>('room:', {
  history: { count: 1000, bytes: 16 * 1024 * 1024, ageMs: 90 * day },
  schema: messageSchema,
  // Tools send in bursts. For pages the composer has a limit of its own.
  rate: { perSecond: 500, burst: 2000 },
  access: {
    subscribe: true,
    publish: true,
    presence: true,
    fromClient: (message, { user }) => chatMessage(user.id, textOf(message)),
  },
});

/** Where everybody arrives. */
export const lobby = roomMessages('lobby');

/** What a client wants to say; who says so is not for it to tell. What is no text the schema refuses. */
function textOf(message: unknown): string {
  const text = typeof message === 'object' && message !== null && 'text' in message ? message.text : message;
  return typeof text === 'string' ? text : '';
}
