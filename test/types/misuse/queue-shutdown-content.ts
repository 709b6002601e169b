// Expected: Type 'number | undefined' is not assignable to type 'number'
import type { Inbox } from '../../../src/index';

export async function work(inbox: Inbox<number>): Promise<number> {
  const message = await inbox.receive();
  return message.content;
}
