/** What `nopal/client` accepts and gives, checked by the compiler alone. */
import { connectTopics, TopicClientError, type ClientTopic, type TopicClient } from '../../src/client.ts';
import { createTopic, createTopicGroup } from '../../src/index.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_Proof extends true>(): void {}

interface Chat {
  readonly name: string;
  readonly text: string;
}

const client: TopicClient = connectTopics('http://localhost:8080', { headers: { cookie: 'a=b' } });

// A declared topic says what its messages are, one of a group too.
const lobby = client.topic(createTopic<Chat>('room:lobby'));
assertType<Equal<typeof lobby, ClientTopic<Chat>>>();
const numbers = client.topic(createTopicGroup<number>('number:')('a'));
assertType<Equal<typeof numbers, ClientTopic<number>>>();
void numbers.publish(1);
// @ts-expect-error -- a number
void numbers.publish('1');

// By its name, the caller says it; else nobody knows.
const byName = client.topic<Chat>('room:lobby');
assertType<Equal<typeof byName, ClientTopic<Chat>>>();
const unknown = client.topic('room:lobby');
assertType<Equal<typeof unknown, ClientTopic<unknown>>>();
const alsoUnknown = client.topic({ name: 'room:lobby' });
assertType<Equal<typeof alsoUnknown, ClientTopic<unknown>>>();
// What the caller says of a declared one counts, too.
const said = client.topic<Chat>({ name: 'room:lobby' });
assertType<Equal<typeof said, ClientTopic<Chat>>>();

void lobby.publish({ name: 'Ann', text: 'hi' }, { id: 'a' });
// @ts-expect-error -- a text is missing
void lobby.publish({ name: 'Ann' });
lobby.subscribe(({ message, offset, gap }) => {
  const parts: [string, number, string | undefined] = [message.text, offset, gap?.reason];
  void parts;
});
lobby.subscribe(async ({ message }) => void message.text, { from: { epoch: 'e', offset: 1 } });
for await (const { message } of lobby.subscribe({ from: { last: 20 } })) void message.text.length;
// @ts-expect-error -- from when?
lobby.subscribe({ from: 'yesterday' });
void lobby.history({ before: 100, count: 50 });
// @ts-expect-error -- how many?
void lobby.history({ before: 100 });
lobby.join({ typing: true }).update({ typing: false });
const stop: () => void = lobby.watchPresence(
  ({ count, users, changes }) => void [count, users[0]?.id, changes[0]?.kind],
);
stop();
client.onStatus((status, error) => void [status === 'waiting', error instanceof TopicClientError && error.code]);
// @ts-expect-error -- there is no such status
const isBusy: boolean = client.status === 'busy';
void isBusy;
