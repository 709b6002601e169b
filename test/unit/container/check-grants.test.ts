import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { Jobs, News } from './channels';
import { problemsOf } from './problems-of';

@System({ id: 'reader', channels: channelAccess({ read: [News] }) })
class Reader {}

@System({ id: 'writer', channels: channelAccess({ write: [News] }) })
class Writer {}

@System({ id: 'idle' })
class Idle {}

const owning = channelAccess({ own: [News] });

describe('the check of grants', () => {
  it('finds nothing wrong where every channel is owned, handed on and used', () => {
    @System({ id: 'office' })
    class Office {
      @Subsystem(Reader, { channels: { read: [News] } }) readonly reader!: Reader;
      @Subsystem(Writer, { channels: [News] }) readonly writer!: Writer;
    }
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Office, { channels: [News] }) readonly office!: Office;
    }
    expect(problemsOf(Root)).toEqual([]);
  });

  it('finds nothing wrong with an owner that says also that it reads and writes', () => {
    @System({ id: 'root', channels: channelAccess({ own: [News], read: [News], write: [News] }) })
    class Root {}
    expect(problemsOf(Root)).toEqual([]);
  });

  it('misses a channel that the root declares and cannot get from anywhere', () => {
    expect(problemsOf(Reader)).toEqual([
      {
        code: 'HOLON_GRANT_MISSING',
        message: "'reader' declares 'read' of News but was not handed it",
        path: 'reader',
        hint: "'reader' is the root and has no parent: declare channelAccess({ own: [News] }).",
      },
    ]);
  });

  it('misses a channel that the parent does not hand on, and says the line to write', () => {
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Reader) readonly reader!: Reader;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_GRANT_MISSING',
        message: "'reader' declares 'read' of News but was not handed it",
        path: 'root → reader',
        hint: 'In Root: @Subsystem(Reader, { channels: [News] }) reader',
      },
    ]);
  });

  it('misses, once and where the gap is, a channel that is handed on without having it', () => {
    @System({ id: 'office' })
    class Office {
      @Subsystem(Reader, { channels: [News], id: 'clerk' }) readonly reader!: Reader;
    }
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Office) readonly office!: Office;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_GRANT_MISSING',
        message: "'office' hands News to 'clerk' but neither owns it nor was handed it",
        path: 'root → office → clerk',
        hint: "Add News to own of 'office', or hand it to 'office' from above.",
      },
    ]);
  });

  it('finds a channel that is handed to a system that does not use it', () => {
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Idle, { channels: [News] }) readonly idle!: Idle;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_GRANT_UNUSED',
        message: "'idle' is handed News but neither declares it nor hands it on",
        path: 'root → idle',
        hint: 'Remove News from @Subsystem(Idle, …) in Root.',
      },
    ]);
  });

  it('takes a channel that is only handed further down for used', () => {
    @System({ id: 'office' })
    class Office {
      @Subsystem(Reader, { channels: [News] }) readonly reader!: Reader;
    }
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Office, { channels: [News] }) readonly office!: Office;
    }
    expect(problemsOf(Root)).toEqual([]);
  });

  it('refuses to write what was handed on for reading only', () => {
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Writer, { channels: { read: [News] } }) readonly writer!: Writer;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_GRANT_MODE',
        message: "'writer' declares 'write' of News but is handed it only for 'read'",
        path: 'root → writer',
        hint: "In Root: hand News on for 'write' too, or do not declare it.",
      },
    ]);
  });

  it('refuses to read what was handed on for writing only', () => {
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Reader, { channels: { write: [News] } }) readonly reader!: Reader;
    }
    expect(problemsOf(Root)).toMatchObject([
      {
        code: 'HOLON_GRANT_MODE',
        message: "'reader' declares 'read' of News but is handed it only for 'write'",
        path: 'root → reader',
      },
    ]);
  });

  it('hands on no mode that the parent was not handed itself', () => {
    @System({ id: 'office' })
    class Office {
      @Subsystem(Writer, { channels: { write: [News] } }) readonly writer!: Writer;
    }
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Office, { channels: { read: [News] } }) readonly office!: Office;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_GRANT_MODE',
        message: "'office' hands News to 'writer' for 'write' but was not handed that mode itself",
        path: 'root → office → writer',
        hint: "Hand News to 'office' for 'write', or do not hand it on.",
      },
    ]);
  });

  it('hands on for reading nothing that the parent was handed for writing', () => {
    @System({ id: 'office' })
    class Office {
      @Subsystem(Reader, { channels: { read: [News] } }) readonly reader!: Reader;
    }
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Office, { channels: { write: [News] } }) readonly office!: Office;
    }
    expect(problemsOf(Root)).toMatchObject([
      {
        message: "'office' hands News to 'reader' for 'read' but was not handed that mode itself",
        hint: "Hand News to 'office' for 'read', or do not hand it on.",
      },
    ]);
  });

  it('does not widen through a list what the parent was handed for one mode', () => {
    @System({ id: 'office' })
    class Office {
      @Subsystem(Writer, { channels: [News] }) readonly writer!: Writer;
    }
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Office, { channels: { read: [News] } }) readonly office!: Office;
    }
    expect(problemsOf(Root)).toMatchObject([
      { code: 'HOLON_GRANT_MODE', path: 'root → office → writer' },
    ]);
  });

  it('refuses to own what was handed on', () => {
    @System({ id: 'owner', channels: owning })
    class Owner {}
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Owner, { channels: [News] }) readonly owner!: Owner;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_GRANT_MODE',
        message: "'owner' declares News as own but is handed it by 'root'",
        path: 'root → owner',
        hint: 'Declare News under read or write; only one system owns a channel.',
      },
    ]);
  });

  it('says once what is wrong with replicas, and with what stands below them', () => {
    @System({ id: 'office' })
    class Office {
      @Subsystem(Reader) readonly reader!: Reader;
    }
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Office, { replicas: 3 }) readonly offices!: readonly Office[];
      @Subsystem(Writer, { replicas: 2 }) readonly writers!: readonly Writer[];
    }
    expect(problemsOf(Root).map(({ path }) => path)).toEqual([
      'root → office-1 → reader-1',
      'root → writer-1',
    ]);
  });

  it('says once what replicas hand on without having it', () => {
    @System({ id: 'office' })
    class Office {
      @Subsystem(Reader, { channels: [News] }) readonly reader!: Reader;
    }
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Office, { replicas: 3 }) readonly offices!: readonly Office[];
    }
    expect(problemsOf(Root).map(({ code, path }) => [code, path])).toEqual([
      ['HOLON_GRANT_MISSING', 'root → office-1 → reader'],
    ]);
  });

  it('finds a consumer that a subclass has added and that its access does not cover', () => {
    class Extended extends Reader {
      @Consume(Jobs) work(): void {}
    }
    @System({ id: 'root', channels: owning })
    class Root {
      @Subsystem(Extended, { channels: [News] }) readonly reader!: Extended;
    }
    expect(problemsOf(Root)).toEqual([
      {
        code: 'HOLON_INVALID_DECORATOR',
        message:
          '@Consume in Extended: work() consumes Jobs, which `channels` does not let it read',
        path: 'root → reader',
        hint: 'Add Jobs to `own` or `read` of channelAccess.',
      },
    ]);
  });
});
