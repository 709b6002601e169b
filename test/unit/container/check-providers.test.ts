import { ChannelClient } from '../../../src/channels/channel-client';
import { CLOCK, LOGGER } from '../../../src/container/tokens';
import { channelAccess } from '../../../src/decorators/channel-access';
import type { Provider } from '../../../src/decorators/declarations';
import { Inject } from '../../../src/decorators/inject';
import { Injectable } from '../../../src/decorators/injectable';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { Inbox } from '../../../src/queues/inbox';
import { Outbox } from '../../../src/queues/outbox';
import { News } from './channels';
import { problemsOf } from './problems-of';

class Clockwork {}

@Injectable()
class Engine {
  constructor(readonly clockwork: Clockwork) {}
}

@System({ id: 'root' })
class Root {
  constructor(readonly engine: Engine) {}
}

/** A root that asks for one token. */
function asking(token: symbol | string): new (value: unknown) => object {
  @System({ id: 'root' })
  class Asking {
    constructor(@Inject(token) readonly value: unknown) {}
  }
  return Asking;
}

const A = Symbol('A');
const B = Symbol('B');
const C = Symbol('C');
const factory = (
  provide: symbol,
  inject: Extract<Provider, { inject?: unknown }>['inject'] = [],
) => ({
  provide,
  inject,
  useFactory: () => ({}),
});

describe('the check of providers', () => {
  it('accepts what is provided anywhere above, by the system itself or by the app', () => {
    @System({ id: 'parent', providers: [Clockwork] })
    class Parent {
      @Subsystem(Root) readonly child!: Root;
    }
    expect(problemsOf(Parent, [Engine])).toEqual([]);
  });

  it('finds what nobody provides, and says what is provided', () => {
    expect(
      problemsOf(Root, [
        [Clockwork, new Clockwork()],
        [A, 1],
      ]),
    ).toEqual([
      {
        code: 'HOLON_UNKNOWN_PROVIDER',
        message:
          "'root' asks for Engine, which nobody provides (provided here: Clockwork, Symbol(A))",
        path: 'root',
        hint: 'Add Engine to providers of @System or of createApp.',
      },
    ]);
    expect(problemsOf(Root)[0]?.message).toContain('(nothing is provided here)');
  });

  it('finds what a provider asks for and nobody provides, with the way to it', () => {
    expect(problemsOf(Root, [Engine])).toMatchObject([
      {
        code: 'HOLON_UNKNOWN_PROVIDER',
        message: 'Engine asks for Clockwork, which nobody provides (provided here: Engine)',
        path: 'root → Engine',
      },
    ]);
  });

  it('does not see what a sibling or a child provides', () => {
    @System({ id: 'rich', providers: [Engine, Clockwork] })
    class Rich {}
    @System({ id: 'parent' })
    class Parent {
      @Subsystem(Rich) readonly rich!: Rich;
      @Subsystem(Root, { id: 'poor' }) readonly poor!: Root;
    }
    expect(problemsOf(Parent)).toMatchObject([
      { code: 'HOLON_UNKNOWN_PROVIDER', path: 'parent → poor' },
    ]);
  });

  it('refuses a system that asks for another system', () => {
    @System({ id: 'friend' })
    class Friend {}
    @System({ id: 'lonely' })
    class Lonely {
      constructor(readonly friend: Friend) {}
    }
    expect(problemsOf(Lonely)).toMatchObject([
      {
        code: 'HOLON_UNKNOWN_PROVIDER',
        hint: 'Systems do not hold each other: let them talk through a channel or an inbox.',
      },
    ]);
  });

  it('finds providers that need each other, once and with the way round', () => {
    @System({ id: 'child' })
    class Child {
      constructor(@Inject(B) readonly b: unknown) {}
    }
    @System({ id: 'parent' })
    class Parent {
      @Subsystem(Child) readonly child!: Child;
      constructor(@Inject(A) readonly a: unknown) {}
    }
    const providers = [factory(A, [B]), factory(B, [C]), factory(C, [A])];
    expect(problemsOf(Parent, providers)).toMatchObject([
      {
        code: 'HOLON_CYCLE',
        message: 'Providers need each other: Symbol(A) → Symbol(B) → Symbol(C) → Symbol(A)',
        path: 'parent → Symbol(A) → Symbol(B) → Symbol(C)',
      },
    ]);
  });

  it('leaves out of the way round what only leads to it', () => {
    const providers = [factory(A, [B]), factory(B, [C]), factory(C, [B])];
    expect(problemsOf(asking(A), providers)).toMatchObject([
      { message: 'Providers need each other: Symbol(B) → Symbol(C) → Symbol(B)' },
    ]);
  });

  it('says once what replicas ask for in vain', () => {
    @System({ id: 'many' })
    class Many {
      @Subsystem(Root, { replicas: 3 }) readonly roots!: readonly Root[];
    }
    expect(problemsOf(Many).map(({ path }) => path)).toEqual(['many → root-1']);
  });

  it('refuses an outbox to the root, behind which nothing stands', () => {
    @System({ id: 'root' })
    class Sending {
      constructor(readonly outbox: Outbox<string>) {}
    }
    expect(problemsOf(Sending)).toMatchObject([
      { message: "'root' asks for an Outbox but nothing comes next", path: 'root' },
    ]);
  });

  it('finds aliases that go in a circle', () => {
    const providers = [
      { provide: A, useExisting: B },
      { provide: B, useExisting: A },
    ];
    expect(problemsOf(asking(A), providers)).toMatchObject([
      {
        code: 'HOLON_CYCLE',
        message: 'Providers need each other: Symbol(A) → Symbol(B) → Symbol(A)',
      },
    ]);
  });

  it('finds a provider class with a parameter that names nothing, and says which', () => {
    class Bare {
      constructor(readonly clockwork: Clockwork) {}
    }
    const [problem, ...others] = problemsOf(asking(A), [{ provide: A, useClass: Bare }]);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: 'HOLON_NO_TYPE_INFO', path: 'root' });
    expect(problem?.message).toContain('Bare: constructor parameter 0 (clockwork)');
    expect(problem?.hint).toContain('@Inject(token)');
  });

  it('finds a subclass of a system that has an undecorated constructor of its own', () => {
    class Special extends Root {
      constructor(readonly other: Clockwork) {
        super(new Engine(other));
      }
    }
    expect(problemsOf(Special, [Engine, Clockwork])).toMatchObject([
      { code: 'HOLON_NO_TYPE_INFO', path: 'root' },
    ]);
  });

  it('refuses to provide what holon itself gives', () => {
    @System({ id: 'plain' })
    class Plain {}
    const providers: Provider[] = [
      [CLOCK, 1],
      [LOGGER, 2],
      [ChannelClient, 3],
      [Inbox, 4],
    ];
    const problems = problemsOf(Plain, providers);
    expect(problems.map(({ path }) => path)).toEqual(['plain', 'plain', 'plain', 'plain']);
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['HOLON_INVALID_DECORATOR', 'ChannelClient is given by holon itself'],
      ['HOLON_INVALID_DECORATOR', 'Inbox is given by holon itself'],
      ['HOLON_INVALID_DECORATOR', 'Symbol(holon:logger) is given by holon itself'],
      ['HOLON_INVALID_DECORATOR', 'Symbol(holon:clock) is given by holon itself'],
    ]);
  });
});

describe('the check of captives', () => {
  const captive = (captor: string, what: string) => ({
    code: 'HOLON_CAPTIVE_DEPENDENCY',
    message: `${captor} lives as long as the app but would capture ${what}, of which every system has its own`,
  });

  it('refuses a provider of the app that would capture a client', () => {
    expect(problemsOf(asking(A), [factory(A, [ChannelClient])])).toMatchObject([
      {
        ...captive('Symbol(A)', 'ChannelClient'),
        path: 'root → Symbol(A)',
        hint: "Provide Symbol(A) with scope: 'system', or let it do without ChannelClient.",
      },
    ]);
  });

  it('refuses one that would capture an inbox', () => {
    @System({ id: 'root', inbox: true })
    class WithInbox {
      constructor(@Inject(A) readonly a: unknown) {}
    }
    expect(problemsOf(WithInbox, [factory(A, [Inbox])])).toMatchObject([
      captive('Symbol(A)', 'Inbox'),
    ]);
  });

  it('refuses one that would capture a provider of scope system, and blames only that one', () => {
    const providers: Provider[] = [
      factory(A, [B]),
      { ...factory(B, [ChannelClient]), scope: 'system' },
    ];
    expect(problemsOf(asking(A), providers)).toMatchObject([captive('Symbol(A)', 'Symbol(B)')]);
  });

  it('finds it at the end of a chain, and blames the one that captures', () => {
    const providers = [factory(A, [B]), factory(B, [C]), factory(C, [ChannelClient])];
    expect(problemsOf(asking(A), providers)).toMatchObject([
      {
        ...captive('Symbol(C)', 'ChannelClient'),
        path: 'root → Symbol(A) → Symbol(B) → Symbol(C)',
      },
    ]);
  });

  it('finds it behind an alias, also when the alias was looked at before', () => {
    @System({ id: 'root' })
    class Both {
      constructor(
        @Inject(B) readonly b: unknown,
        @Inject(A) readonly a: unknown,
      ) {}
    }
    const providers: Provider[] = [factory(A, [B]), { provide: B, useExisting: ChannelClient }];
    expect(problemsOf(Both, providers)).toMatchObject([captive('Symbol(A)', 'ChannelClient')]);
  });

  it('allows a provider of scope system all of it', () => {
    const access = channelAccess({ own: [News] });
    @System({ id: 'root', channels: access })
    class Free {
      constructor(
        readonly client: ChannelClient<typeof access>,
        @Inject(A) readonly a: unknown,
      ) {}
    }
    const providers: Provider[] = [
      { ...factory(A, [ChannelClient, B]), scope: 'system' },
      { ...factory(B), scope: 'system' },
    ];
    expect(problemsOf(Free, providers)).toEqual([]);
  });

  it('refuses one whose dependency is another for one system than for the next', () => {
    @System({ id: 'left', providers: [[B, 'left']] })
    class Left {
      constructor(@Inject(A) readonly a: unknown) {}
    }
    @System({ id: 'right', providers: [[B, 'right']] })
    class Right {
      constructor(@Inject(A) readonly a: unknown) {}
    }
    @System({ id: 'parent', providers: [factory(A, [C]), { provide: C, useExisting: B }] })
    class Parent {
      @Subsystem(Left) readonly left!: Left;
      @Subsystem(Right) readonly right!: Right;
    }
    expect(problemsOf(Parent)).toEqual([
      {
        code: 'HOLON_CAPTIVE_DEPENDENCY',
        message:
          "Symbol(A) lives as long as the app, but Symbol(C) is another for 'right' than for 'left'",
        path: 'parent → right',
        hint: "Provide Symbol(A) with scope: 'system', or Symbol(C) once for both.",
      },
    ]);
    expect(problemsOf(Parent, [[B, 'the same for all']])).toEqual([]);
  });
});
