import { ChannelClient } from '../../../src/channels/channel-client';
import type { Provider } from '../../../src/decorators/declarations';
import { Inject } from '../../../src/decorators/inject';
import { Injectable } from '../../../src/decorators/injectable';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { build, drainAll } from '../../helpers/launch';

afterEach(drainAll);

@System({ id: 'leaf' })
class Leaf {
  constructor(@Inject('thing') readonly thing: unknown) {}
}

@System({ id: 'branch' })
class Branch {
  @Subsystem(Leaf) readonly leaf!: Leaf;
  constructor(@Inject('thing') readonly thing: unknown) {}
}

@System({ id: 'root', providers: [['thing', "the root's"]] })
class Root {
  @Subsystem(Branch) readonly branch!: Branch;
  @Subsystem(Leaf, { id: 'twig', replicas: 2 }) readonly twigs!: readonly Leaf[];
  constructor(@Inject('thing') readonly thing: unknown) {}
}

const things = ({ thing, branch, twigs }: Root): unknown[] => [
  thing,
  branch.thing,
  branch.leaf.thing,
  ...twigs.map((twig) => twig.thing),
];

const making = (scope: 'app' | 'system'): Provider => ({
  provide: 'thing',
  useFactory: () => ({}),
  scope,
});

describe('the scope of a provider', () => {
  it('is the app where nothing else is said: one for all', async () => {
    const { app } = await build(Root, { providers: [making('app')] });
    expect(new Set(things(app.get(Root))).size).toBe(1);
  });

  it('is the app for a class in place of another, too', async () => {
    class Thing {}
    const { app } = await build(Root, { providers: [{ provide: 'thing', useClass: Thing }] });
    expect(new Set(things(app.get(Root))).size).toBe(1);
  });

  it('may be the system: one for each, replicas too', async () => {
    const { app } = await build(Root, { providers: [making('system')] });
    expect(new Set(things(app.get(Root))).size).toBe(5);
  });

  it('gives one system one object, however many of its parts ask for it', async () => {
    @Injectable()
    class Part {
      constructor(@Inject('thing') readonly thing: unknown) {}
    }
    @System({ id: 'whole' })
    class Whole {
      constructor(
        readonly part: Part,
        @Inject('thing') readonly thing: unknown,
      ) {}
    }
    const part: Provider = { provide: Part, useClass: Part, scope: 'system' };
    const { app } = await build(Whole, { providers: [part, making('system')] });
    expect(app.get(Whole).part.thing).toBe(app.get(Whole).thing);
  });

  it('lets a provider of each system have the client of that system', async () => {
    @Injectable()
    class Reporter {
      constructor(readonly client: ChannelClient) {}
    }
    const reporter: Provider = { provide: 'thing', useClass: Reporter, scope: 'system' };
    const { app } = await build(Root, { providers: [reporter] });
    const ids = things(app.get(Root)).map((thing) => (thing as Reporter).client.systemId);
    expect(ids).toEqual(['root', 'branch', 'leaf', 'twig-1', 'twig-2']);
  });
});

describe('where a provider is seen', () => {
  it('is the system that declares it and all below', async () => {
    const { app } = await build(Root);
    expect(new Set(things(app.get(Root)))).toEqual(new Set(["the root's"]));
  });

  it('is answered by the nearest that declares it', async () => {
    @System({ id: 'other-branch', providers: [['thing', "the branch's"]] })
    class OtherBranch extends Branch {
      constructor(@Inject('thing') thing: unknown) {
        super(thing);
      }
    }
    @System({ id: 'other-root', providers: [['thing', "the root's"]] })
    class OtherRoot {
      @Subsystem(OtherBranch) readonly branch!: OtherBranch;
      @Subsystem(Leaf, { id: 'twig' }) readonly twig!: Leaf;
    }
    const { app } = await build(OtherRoot);
    const { branch, twig } = app.get(OtherRoot);
    expect([branch.thing, branch.leaf.thing, twig.thing]).toEqual([
      "the branch's",
      "the branch's",
      "the root's",
    ]);
  });

  it('is everywhere for what createApp is given, which wins over all others', async () => {
    const { app } = await build(Root, { providers: [['thing', "the app's"]] });
    expect(new Set(things(app.get(Root)))).toEqual(new Set(["the app's"]));
  });

  it('makes one object of a class that two systems list', async () => {
    class Pool {}
    @System({ id: 'left', providers: [Pool] })
    class Left {
      constructor(readonly pool: Pool) {}
    }
    @System({ id: 'right', providers: [Pool] })
    class Right {
      constructor(readonly pool: Pool) {}
    }
    @System({ id: 'both' })
    class Both {
      @Subsystem(Left) readonly left!: Left;
      @Subsystem(Right) readonly right!: Right;
    }
    const { app } = await build(Both);
    expect(app.get(Both).left.pool).toBe(app.get(Both).right.pool);
  });
});
