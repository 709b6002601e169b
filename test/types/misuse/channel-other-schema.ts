// Expected: the class carries another content type than `content` describes: make them one type
import { BroadcastChannel, Channel } from '../../../src/index';

const schema = {
  '~standard': { version: 1, vendor: 'test', validate: () => ({ value: { at: 1 } }) },
} as const;

@Channel({ id: 'events', content: schema })
export class Events extends BroadcastChannel<{ at: string }, 'events'> {}
