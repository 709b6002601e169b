import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { Channel } from '../../../src/decorators/channel';
import { checkApp } from '../../../src/container/check-app';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { News } from './channels';
import { problemsOf } from './problems-of';

@System({ id: 'child' })
class Child {}

@System({ id: 'owner', channels: channelAccess({ own: [News] }) })
class Owner {}

describe('the check of ids', () => {
  it('finds a system id that is used twice, with both places', () => {
    @System({ id: 'office' })
    class Office {
      @Subsystem(Child) readonly child!: Child;
    }
    @System({ id: 'root' })
    class Root {
      @Subsystem(Child) readonly child!: Child;
      @Subsystem(Office) readonly office!: Office;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_DUPLICATE_ID',
        message: "System id 'child' is used twice: at root → child and at root → office → child",
        path: 'root → office → child',
        hint: "Give one of them another id: @Subsystem(…, { id: '…' }).",
      },
    ]);
  });

  it('takes the id that the parent gives', () => {
    @System({ id: 'root' })
    class Root {
      @Subsystem(Child) readonly first!: Child;
      @Subsystem(Child, { id: 'second' }) readonly second!: Child;
    }
    expect(problemsOf(Root)).toEqual([]);
  });

  it('finds that a subclass without @System is the same system as its parent', () => {
    class Grandchild extends Child {}
    @System({ id: 'root' })
    class Root {
      @Subsystem(Child) readonly child!: Child;
      @Subsystem(Grandchild) readonly grandchild!: Grandchild;
    }
    expect(problemsOf(Root)).toMatchObject([{ code: 'HOLON_DUPLICATE_ID' }]);
  });

  it('numbers replicas and everything below them, so that ids stay unique', () => {
    @System({ id: 'office' })
    class Office {
      @Subsystem(Child, { replicas: 2 }) readonly children!: readonly Child[];
    }
    @System({ id: 'root' })
    class Root {
      @Subsystem(Office, { replicas: 2 }) readonly offices!: readonly Office[];
    }
    expect(problemsOf(Root)).toEqual([]);
  });

  it('finds a channel id that is used twice', () => {
    @Channel({ id: 'news' })
    class OtherNews extends BroadcastChannel<number, 'news'> {}
    @System({ id: 'root', channels: channelAccess({ own: [News, OtherNews] }) })
    class Root {}
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_DUPLICATE_ID',
        message: "Channel id 'news' is used twice: by News and by OtherNews",
        path: 'root',
        hint: 'Give each its own id.',
      },
    ]);
  });

  it('finds a channel with two owners', () => {
    @System({ id: 'other', channels: channelAccess({ own: [News] }) })
    class Other {}
    @System({ id: 'root' })
    class Root {
      @Subsystem(Owner) readonly owner!: Owner;
      @Subsystem(Other) readonly other!: Other;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_DUPLICATE_ID',
        message: "News is owned twice: by 'owner' and by 'other'",
        path: 'root → other',
        hint: 'Let one system own it and hand it to the other.',
      },
    ]);
  });

  it('refuses replicas that own a channel', () => {
    @System({ id: 'root' })
    class Root {
      @Subsystem(Owner, { replicas: 2 }) readonly owners!: readonly Owner[];
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_DUPLICATE_ID',
        message: "News is owned twice: by 'owner-1' and by 'owner-2'",
        path: 'root → owner-2',
        hint: 'A system that stands in an app more than once cannot own channels: let its parent own them.',
      },
    ]);
  });

  it('finds an owned class without @Channel, and describes the app without it', () => {
    class Plain extends BroadcastChannel<string, 'plain'> {}
    @System({ id: 'root', channels: channelAccess({ own: [Plain] }) })
    class Root {}
    expect(checkApp(Root).topology).toMatchObject({ rootId: 'root', channels: [], edges: [] });
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_INVALID_DECORATOR',
        message: 'Plain is no channel of an app',
        path: 'root',
        hint: "Decorate it: @Channel({ id: '…' }) class Plain …",
      },
    ]);
  });
});
