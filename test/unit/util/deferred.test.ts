import { createDeferred } from '../../../src/util/deferred';

describe('createDeferred', () => {
  it('resolves from outside', async () => {
    const deferred = createDeferred<number>();
    deferred.resolve(7);
    await expect(deferred.promise).resolves.toBe(7);
  });

  it('rejects from outside', async () => {
    const deferred = createDeferred();
    deferred.reject(new Error('no'));
    await expect(deferred.promise).rejects.toThrow('no');
  });

  it('keeps what came first', async () => {
    const deferred = createDeferred<string>();
    deferred.resolve('first');
    deferred.resolve('second');
    deferred.reject(new Error('third'));
    await expect(deferred.promise).resolves.toBe('first');
  });
});
