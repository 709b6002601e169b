import { assignSubsystems } from '../../../src/container/assign-subsystems';
import type { SystemPlan } from '../../../src/container/system-plan';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { Expose } from '../../../src/decorators/expose';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { build, drainAll, launch } from '../../helpers/launch';
import { Jobs } from './channels';

afterEach(drainAll);

@System({ id: 'child' })
class Child {}

@System({ id: 'root' })
class Root {
  @Subsystem(Child, { id: 'only' }) readonly only!: Child;
  @Subsystem(Child, { id: 'list', replicas: 3 }) readonly list!: readonly Child[];
  @Subsystem(Child, { id: 'short', replicas: 1 }) readonly short!: readonly Child[];
  @Subsystem(Child, { id: 'first', replicas: 2 }) readonly first!: Child;
}

describe('the property of a subsystem', () => {
  it('is the instance, or an array where it is typed as one', async () => {
    const { app } = await build(Root);
    const { only, list, short, first } = app.get(Root);
    expect(only).toBeInstanceOf(Child);
    expect(list).toHaveLength(3);
    expect(new Set(list).size).toBe(3);
    expect(short).toEqual([expect.any(Child)]);
    expect(first).toBeInstanceOf(Child);
    expect(app.topology.systems.map(({ id }) => id)).toEqual([
      'root',
      'only',
      'list-1',
      'list-2',
      'list-3',
      'short-1',
      'first-1',
      'first-2',
    ]);
  });

  it('is an array of as many as there are replicas where the compiler says no type', () => {
    const parent: Record<string, unknown> = {};
    const child = {};
    const planOf = (property: string, replicas?: number) =>
      ({ declared: { property, replicas } }) as unknown as SystemPlan; // all that is asked of it
    assignSubsystems(parent, [
      [planOf('one'), child],
      [planOf('list', 1), child],
    ]);
    expect(parent).toEqual({ one: child, list: [child] });
  });

  it('is one of those that are listed', async () => {
    const { app } = await build(Root);
    expect(Object.keys(app.get(Root))).toEqual(['only', 'list', 'short', 'first']);
  });

  it('cannot be changed', async () => {
    const { app } = await build(Root);
    const root = app.get(Root) as unknown as { only: Child; list: Child[] };
    expect(() => {
      root.only = new Child();
    }).toThrow(TypeError);
    expect(() => root.list.push(new Child())).toThrow(TypeError);
  });

  it('is there in setup, with everything below it', async () => {
    let seen: unknown;
    @System({ id: 'top' })
    class Top {
      @Subsystem(Root) readonly root!: Root;
      setup(): void {
        seen = this.root.only;
      }
    }
    await launch(Top);
    expect(seen).toBeInstanceOf(Child);
  });

  it('says the rate and the name that the parent gives, else those of the class', async () => {
    @System({ id: 'ticking', name: 'Ticking', ticksPerSecond: 5 })
    class Ticking {}
    @System({ id: 'top' })
    class Top {
      @Subsystem(Ticking) readonly plain!: Ticking;
      @Subsystem(Ticking, { id: 'other', name: 'Other', ticksPerSecond: 2 })
      readonly other!: Ticking;
    }
    const { app } = await build(Top);
    expect(app.topology.systems.map(({ name, ticksPerSecond }) => [name, ticksPerSecond])).toEqual([
      ['top', 1],
      ['Ticking', 5],
      ['Other', 2],
    ]);
  });
});

describe('the decorators of a parent class', () => {
  const working = channelAccess({ own: [Jobs] });
  const done: string[] = [];

  @System({ id: 'worker', channels: working })
  class Worker {
    @Subsystem(Child) readonly helper!: Child;
    @Consume(Jobs) work({ content }: ChannelMessage<string>): void {
      done.push(content);
    }
    @Expose({ description: 'Says hello' }) hello(): string {
      return 'hello';
    }
  }

  it('hold for a subclass with its own @System, and are not changed by it', async () => {
    @System({ id: 'special', channels: working })
    class Special extends Worker {
      @Subsystem(Child, { id: 'second' }) readonly second!: Child;
      override work({ content }: ChannelMessage<string>): void {
        done.push(content.toUpperCase());
      }
      @Expose() bye(): string {
        return 'bye';
      }
    }
    const { app, clock } = await launch(Special);
    await app.client(working, 'outside').write(Jobs, 'paint');
    await clock.advance(0);
    expect(done).toEqual(['PAINT']);
    expect(app.get(Special).helper).toBeInstanceOf(Child);
    expect(app.descriptor.services.map(({ name }) => name)).toEqual(['hello', 'bye']);

    const plain = await build(Worker);
    expect(plain.app.topology.systems.map(({ id }) => id)).toEqual(['worker', 'child']);
    expect(plain.app.descriptor.services.map(({ name }) => name)).toEqual(['hello']);
  });
});
