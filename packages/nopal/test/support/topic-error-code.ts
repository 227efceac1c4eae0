import { TopicError } from '../../src/push/error.ts';

/** The code of the topic error that is thrown, or rejected with. */
export async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof TopicError) return error.code;
    throw error;
  }
  return 'nothing';
}
