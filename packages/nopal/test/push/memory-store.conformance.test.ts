import { MemoryStore } from '../../src/push/memory-store.ts';
import { describeTopicStore } from '../conformance/topic-store.ts';

describeTopicStore('a store in memory', () => ({
  open: () => new MemoryStore(),
  isDurable: false,
  clean: () => {},
}));
