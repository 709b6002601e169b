// Expected: 'storage' does not exist in type 'CreateAppOptions'
import { System, createApp } from '../../../src/index';

@System({ id: 'shop' })
class Shop {}

export const app = createApp(Shop, { storage: 'memory:' });
