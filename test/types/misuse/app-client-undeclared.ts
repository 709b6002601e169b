// Expected: Argument of type 'typeof Jobs' is not assignable to parameter of type 'typeof Readings'
import type { App } from '../../../src/index';
import { Jobs, sensing } from '../declared';

export async function ask(app: App): Promise<void> {
  await app.client(sensing, 'operator').write(Jobs, { url: '' });
}
