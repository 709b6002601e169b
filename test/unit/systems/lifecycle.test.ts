import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { createDeferred } from '../../../src/util/deferred';
import { build, drainAll, launch } from '../../helpers/launch';
import { refusal } from '../../helpers/refusal';

let events: string[] = [];
beforeEach(() => {
  events = [];
});
afterEach(drainAll);

/** Notes when it starts and stops. */
abstract class Noting<Id extends string> extends BroadcastChannel<string, Id> {
  protected override onStart(): void {
    events.push(`start ${this.id}`);
  }
  protected override onStop(): void {
    events.push(`stop ${this.id}`);
  }
}

@Channel({ id: 'outer' })
class Outer extends Noting<'outer'> {}

@Channel({ id: 'inner' })
class Inner extends Noting<'inner'> {}

abstract class Recording {
  abstract readonly label: string;
  async setup(): Promise<void> {
    events.push(`setup ${this.label}`);
    await Promise.resolve();
    events.push(`${this.label} is set up`);
  }
  step(): void {
    events.push(`step ${this.label}`);
  }
  onStop(): void {
    events.push(`onStop ${this.label}`);
  }
}

@System({ id: 'grandchild', channels: channelAccess({ read: [Outer, Inner] }) })
class Grandchild extends Recording {
  readonly label = 'grandchild';
}

@System({ id: 'child', channels: channelAccess({ own: [Inner] }) })
class Child extends Recording {
  @Subsystem(Grandchild, { channels: { read: [Outer, Inner] } }) readonly grandchild!: Grandchild;
  readonly label = 'child';
}

@System({ id: 'sibling' })
class Sibling extends Recording {
  readonly label = 'sibling';
}

@System({ id: 'root', channels: channelAccess({ own: [Outer] }) })
class Root extends Recording {
  @Subsystem(Child, { channels: { read: [Outer] } }) readonly child!: Child;
  @Subsystem(Sibling) readonly sibling!: Sibling;
  readonly label = 'root';
}

describe('the start of a tree', () => {
  it('sets up each system once, with its channels and its parents before it, and ticks last', async () => {
    await launch(Root);
    expect(events).toEqual([
      'start outer',
      'setup root',
      'root is set up',
      'start inner',
      'setup child',
      'child is set up',
      'setup grandchild',
      'grandchild is set up',
      'setup sibling',
      'sibling is set up',
      'step root',
      'step child',
      'step grandchild',
      'step sibling',
    ]);
  });

  it('that fails stops what has been started, in reverse, and starts nothing more', async () => {
    @System({ id: 'broken' })
    class Broken {
      setup(): never {
        throw new Error('no paper');
      }
      async onStop(): Promise<void> {
        await Promise.resolve();
        events.push('onStop broken');
      }
    }
    @System({ id: 'top' })
    class Top {
      @Subsystem(Child, { channels: { read: [Outer] } }) readonly child!: Child;
      @Subsystem(Broken) readonly broken!: Broken;
      @Subsystem(Sibling) readonly sibling!: Sibling;
    }
    @System({ id: 'root', channels: channelAccess({ own: [Outer] }) })
    class Above {
      @Subsystem(Top, { channels: { read: [Outer] } }) readonly top!: Top;
    }
    const { app } = await build(Above);
    const error = await refusal(() => app.launch());
    expect(error.path).toEqual(['root', 'top', 'broken']);
    expect(events.slice(events.indexOf('grandchild is set up') + 1)).toEqual([
      'onStop broken',
      'onStop grandchild',
      'onStop child',
      'stop inner',
      'stop outer',
    ]);
  });

  it('keeps the code and the cure of what went wrong', async () => {
    @System({ id: 'confused' })
    class Confused {
      setup(): Promise<unknown> {
        return new Outer().read('confused');
      }
    }
    const { app } = await build(Confused);
    const error = await refusal(() => app.launch());
    expect(error).toMatchObject({
      code: 'HOLON_SETUP_FAILED',
      hint: 'Call start() first; inside an app launch() does it.',
      cause: { code: 'HOLON_CHANNEL_NOT_STARTED' },
    });
  });
});

describe('the end of a tree', () => {
  it('comes in reverse and reaches every grandchild', async () => {
    const { app } = await launch(Root);
    events = [];
    await app.drain();
    expect(events).toEqual([
      'onStop sibling',
      'onStop grandchild',
      'onStop child',
      'onStop root',
      'stop inner',
      'stop outer',
    ]);
    const states = app.health().systems.map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['stopped']));
  });

  it('goes on after an onStop that throws or rejects, and logs it', async () => {
    @System({ id: 'throwing' })
    class Throwing {
      onStop(): void {
        throw new Error('thrown');
      }
    }
    @System({ id: 'rejecting' })
    class Rejecting {
      onStop(): Promise<void> {
        return Promise.reject(new Error('rejected'));
      }
    }
    @System({ id: 'top' })
    class Top extends Recording {
      @Subsystem(Throwing) readonly throwing!: Throwing;
      @Subsystem(Rejecting) readonly rejecting!: Rejecting;
      readonly label = 'top';
    }
    const { app, log } = await launch(Top);
    expect((await app.drain()).completed).toBe(true);
    expect(events).toContain('onStop top');
    expect(log.of('system.on-stop-failed').map(({ fields }) => fields.systemId)).toEqual([
      'rejecting',
      'throwing',
    ]);
  });
});

describe('a drain that comes during the start', () => {
  @System({ id: 'slow' })
  class Slow {
    readonly setupDone = createDeferred();
    setup(): Promise<void> {
      return this.setupDone.promise;
    }
    onStop(): void {
      events.push('onStop slow');
    }
  }
  @System({ id: 'top' })
  class Top extends Recording {
    @Subsystem(Slow) readonly slow!: Slow;
    @Subsystem(Sibling) readonly sibling!: Sibling;
    readonly label = 'top';
  }

  it('waits for the setup under way and begins no other', async () => {
    const { app, clock } = await build(Top);
    const launched = refusal(() => app.launch());
    await clock.advance(0);
    const drained = app.drain();
    await clock.advance(100);
    expect(events).toEqual(['setup top', 'top is set up']);
    app.get(Slow).setupDone.resolve();
    expect(await drained).toMatchObject({ completed: true, elapsedMs: 100 });
    expect((await launched).code).toBe('HOLON_WRONG_STATE');
    expect(events.slice(2)).toEqual(['onStop slow', 'onStop top']);
  });

  it('says which setup hangs at its deadline', async () => {
    const { app, clock } = await build(Top);
    void app.launch();
    await clock.advance(0);
    const drained = app.drain({ timeoutMs: 2_000 });
    await clock.advance(2_000);
    expect((await drained).abandoned).toEqual(["setup of system 'slow' was still running"]);
    await app.stopped;
    expect(clock.pendingTimers).toBe(0);
  });
});
