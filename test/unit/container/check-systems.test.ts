import { checkApp } from '../../../src/container/check-app';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { Inbox } from '../../../src/queues/inbox';
import { Outbox } from '../../../src/queues/outbox';
import { problemsOf } from './problems-of';

class NoSystem {}

/** Puts `child` below `parent` after both exist, as files that import each other in a circle do. */
function contain(parent: new () => object, child: new () => object, property: string): void {
  Subsystem(child)(parent.prototype as object, property);
}

describe('the check of systems', () => {
  it('finds a root that is no system', () => {
    expect(problemsOf(NoSystem)).toEqual([
      {
        code: 'HOLON_INVALID_DECORATOR',
        message: 'NoSystem is no system',
        path: 'NoSystem',
        hint: "Decorate it: @System({ id: '…' }) class NoSystem { … }",
      },
    ]);
    expect(problemsOf(undefined as never)).toMatchObject([{ message: 'undefined is no system' }]);
    expect(problemsOf('Root' as never)).toMatchObject([{ message: 'Root is no system' }]);
    expect(checkApp(NoSystem).topology).toMatchObject({ rootId: '', systems: [] });
  });

  it('finds a subsystem that is no system', () => {
    @System({ id: 'root' })
    class Root {
      @Subsystem(NoSystem, { replicas: 3 }) readonly none!: readonly NoSystem[];
    }
    expect(problemsOf(Root)).toMatchObject([
      { code: 'HOLON_INVALID_DECORATOR', path: 'root → NoSystem' },
    ]);
  });

  it('finds systems that contain each other, with the way round', () => {
    @System({ id: 'hen' })
    class Hen {}
    @System({ id: 'egg' })
    class Egg {}
    @System({ id: 'root' })
    class Root {
      @Subsystem(Hen) readonly hen!: Hen;
    }
    contain(Hen, Egg, 'egg');
    contain(Egg, Hen, 'hen');
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_CYCLE',
        message: 'Systems contain each other: Hen → Egg → Hen',
        path: 'root → hen → egg → hen',
        hint: 'Remove one of the @Subsystem declarations on this path.',
      },
    ]);
  });

  it('finds a system that contains itself', () => {
    @System({ id: 'self' })
    class Self {}
    contain(Self, Self, 'self');
    expect(problemsOf(Self)).toMatchObject([
      { code: 'HOLON_CYCLE', message: 'Systems contain each other: Self → Self' },
    ]);
  });
});

@System({ id: 'sink', inbox: true })
class Sink {
  constructor(readonly inbox: Inbox) {}
}

@System({ id: 'source' })
class Source {
  constructor(readonly outbox: Outbox) {}
}

describe('the check of inboxes', () => {
  it('accepts a chain, replicas at both ends', () => {
    @System({ id: 'root' })
    class Root {
      @Subsystem(Source, { replicas: 2, next: [Sink] }) readonly sources!: readonly Source[];
      @Subsystem(Sink, { replicas: 2 }) readonly sinks!: readonly Sink[];
    }
    expect(problemsOf(Root)).toEqual([]);
  });

  it('refuses an Inbox without inbox', () => {
    @System({ id: 'root' })
    class Root {
      constructor(readonly inbox: Inbox) {}
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_UNKNOWN_PROVIDER',
        message: "'root' asks for an Inbox but has none",
        path: 'root',
        hint: 'Give it one: @System({ …, inbox: true }) class Root',
      },
    ]);
  });

  it('refuses an Outbox without next', () => {
    @System({ id: 'root' })
    class Root {
      @Subsystem(Source) readonly source!: Source;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_UNKNOWN_PROVIDER',
        message: "'source' asks for an Outbox but nothing comes next",
        path: 'root → source',
        hint: 'Say in its parent where it leads: @Subsystem(Source, { next: […] })',
      },
    ]);
  });

  it('refuses a next that is no sibling, wherever else it stands', () => {
    @System({ id: 'office' })
    class Office {
      @Subsystem(Source, { next: [Sink] }) readonly source!: Source;
    }
    @System({ id: 'root' })
    class Root {
      @Subsystem(Office) readonly office!: Office;
      @Subsystem(Sink) readonly sink!: Sink;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_INVALID_DECORATOR',
        message: "next of 'source': Sink is no subsystem of 'office'",
        path: 'root → office → source',
        hint: 'Declare Sink beside it, with @System({ …, inbox: true }).',
      },
    ]);
  });

  it('refuses a next without inbox', () => {
    @System({ id: 'wall' })
    class Wall {}
    @System({ id: 'root' })
    class Root {
      @Subsystem(Source, { next: [Wall] }) readonly source!: Source;
      @Subsystem(Wall) readonly wall!: Wall;
    }
    expect(problemsOf(Root)).toMatchObject([
      { code: 'HOLON_INVALID_DECORATOR', message: "next of 'source': Wall has no inbox" },
    ]);
  });

  it('finds inboxes that feed each other, once and with the way round', () => {
    @System({ id: 'a', inbox: true })
    class A {}
    @System({ id: 'b', inbox: true })
    class B {}
    @System({ id: 'c', inbox: true })
    class C {}
    @System({ id: 'root' })
    class Root {
      @Subsystem(Source, { next: [A] }) readonly source!: Source;
      @Subsystem(A, { next: [B] }) readonly a!: A;
      @Subsystem(B, { next: [C] }) readonly b!: B;
      @Subsystem(C, { next: [A] }) readonly c!: C;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_CYCLE',
        message: 'Inboxes feed each other: a → b → c → a',
        path: 'root → a',
        hint: 'Remove one `next` on this path: a chain must end, or it cannot be shut down in order.',
      },
    ]);
  });

  it('finds them behind one that leads out of the circle, too', () => {
    @System({ id: 'out', inbox: true })
    class Out {}
    @System({ id: 'back', inbox: true })
    class Back {}
    @System({ id: 'first', inbox: true })
    class First {}
    @System({ id: 'root' })
    class Root {
      @Subsystem(First, { next: [Out, Back] }) readonly first!: First;
      @Subsystem(Out) readonly out!: Out;
      @Subsystem(Back, { next: [First] }) readonly back!: Back;
    }
    expect(problemsOf(Root)).toMatchObject([
      { code: 'HOLON_CYCLE', message: 'Inboxes feed each other: first → back → first' },
    ]);
  });

  it('says once what is wrong with the next of replicas', () => {
    @System({ id: 'wall' })
    class Wall {}
    @System({ id: 'root' })
    class Root {
      @Subsystem(Source, { next: [Wall], replicas: 3 }) readonly sources!: readonly Source[];
      @Subsystem(Wall) readonly wall!: Wall;
    }
    expect(problemsOf(Root).map(({ path }) => path)).toEqual(['root → source-1']);
  });

  it('finds an inbox that feeds itself', () => {
    @System({ id: 'loop', inbox: true })
    class Loop {}
    @System({ id: 'root' })
    class Root {
      @Subsystem(Loop, { next: [Loop] }) readonly loop!: Loop;
    }
    expect(problemsOf(Root)).toMatchObject([
      { code: 'HOLON_CYCLE', message: 'Inboxes feed each other: loop → loop' },
    ]);
  });
});
