import { HolonError } from '../../errors/holon-error';
import { didYouMean } from '../../util/did-you-mean';
import { runThrough } from './group-commit';
import { LogState } from './log-state';
import { openExisting } from './open-existing';
import { Session } from './session';
import type { SqliteDriver } from './sqlite-driver';
import { SqliteLog, type LogLink } from './sqlite-log';
import type { SqliteSettings } from './sqlite-options';

/** The logs of a store that is there, for one operation of an operator. */
export class AdminConnection {
  readonly driver: SqliteDriver;
  private readonly session: Session;
  private readonly link: LogLink;

  /** With `read` all that is read is of one moment, and nobody waits for it. */
  constructor(
    private readonly settings: SqliteSettings,
    use: 'read' | 'write',
  ) {
    this.driver = openExisting(settings, use);
    this.session = new Session(this.driver, settings);
    if (use === 'read') this.driver.exec('BEGIN');
    this.link = {
      run: async (work) => (use === 'read' ? runThrough(work) : this.session.run(work)),
      watch: () => () => undefined,
    };
  }

  channelIds(): readonly string[] {
    const rows = this.driver.prepare('SELECT id FROM channels ORDER BY id').all();
    return rows.map((row) => (row as { id: string }).id); // as selected
  }

  /** @throws HOLON_INVALID_ARGUMENT */
  async log(channelId: string): Promise<SqliteLog> {
    const row = this.session.statements.channel.get(channelId);
    if (row === undefined) throw this.noChannel(channelId);
    const { maxMessageBytes } = this.settings;
    const state = new LogState(this.session, channelId, row, {}, maxMessageBytes);
    await this.link.run(() => {
      this.session.enter(state);
    });
    return new SqliteLog(state, this.link);
  }

  async close(): Promise<void> {
    await this.session.whenIdle();
    this.session.close();
  }

  private noChannel(channelId: string): HolonError {
    const known = this.channelIds();
    return new HolonError(
      'HOLON_INVALID_ARGUMENT',
      `The store "${this.settings.address}" has no channel '${channelId}'${didYouMean(channelId, known)}`,
      {
        hint:
          known.length === 0
            ? 'It has no channels at all.'
            : `Name one of its channels: ${known.join(', ')}.`,
      },
    );
  }
}
