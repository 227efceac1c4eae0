/** What RPC asks of an app's code, checked by the compiler alone: every `@ts-expect-error` is an error that must stay. */
import {
  createPolling,
  createRpcState,
  RpcTarget,
  subscribeTopic,
  topicStream,
  type RpcStub,
  type RpcSubscription,
  type RpcTopicSubscription,
} from '../../src/capnweb.ts';
import { createApp, createTopic, type RpcCaller, type TopicMessage } from '../../src/index.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_Proof extends true>(): void {}

interface Load {
  readonly cpu: number;
}

const app = createApp();
const load = createRpcState<Load>();
const lobby = createTopic<{ readonly text: string }>('typed-rpc');
const polls = createPolling<Load>({ prefix: 'load_' });

class Api extends RpcTarget {
  onLoad(callback: RpcStub<(load: Load) => void>): RpcSubscription {
    return load.subscribe(callback);
  }
  onText(callback: RpcStub<(message: TopicMessage<{ readonly text: string }>) => void>): RpcTopicSubscription {
    return subscribeTopic(app.topics, lobby, callback, { from: { last: 5 } });
  }
}

app.rpc('/api', () => new Api());
app.rpc('/guarded', async ({ context, signal, transport }) => {
  assertType<Equal<typeof signal, AbortSignal>>();
  assertType<Equal<typeof transport, 'websocket' | 'batch'>>();
  context.get('user');
  return new Api();
});
app.rpc('/limited', () => new Api(), { limits: { maxExports: 5 }, caller: (context) => context.req.header('x-key') });
// @ts-expect-error there is no such limit
app.rpc('/limited', () => new Api(), { limits: { maxCalls: 5 } });
// @ts-expect-error a target is an object
app.rpc('/number', () => 5);
assertType<Equal<Parameters<Parameters<typeof app.rpc>[1]>[0], RpcCaller>>();

load.set({ cpu: 5 });
// @ts-expect-error that is no load
load.set({ memory: 5 });
assertType<Equal<typeof load.value, Load | undefined>>();
assertType<Equal<ReturnType<typeof load.stream>, ReadableStream<Load>>>();
load.subscribe((value) => assertType<Equal<typeof value, Load>>());
// @ts-expect-error the function takes something else
load.subscribe((value: string) => value);

subscribeTopic(app.topics, lobby, ({ message }) => assertType<Equal<typeof message.text, string>>());
const stream = topicStream(app.topics, lobby);
assertType<Equal<typeof stream, ReadableStream<TopicMessage<{ readonly text: string }>>>>();

polls.push({ cpu: 5 });
// @ts-expect-error that is no load
polls.push(5);
const answer = polls.poll(polls.subscribe());
assertType<Equal<NonNullable<typeof answer>['updates'], readonly Load[]>>();
