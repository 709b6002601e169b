import type { BaseChannel } from '../channels/base-channel';
import type { ChannelEnvironment } from '../channels/channel-environment';
import type { ChannelSecurity } from '../model/channel-security';
import {
  isManaged,
  type ManagedSecurity,
  type SecurityEnvironment,
} from '../security/managed-security';

/** Starts what guards an app and its channels before the channels, and stops it after them. */
export class Securities {
  private started: Promise<void> | undefined;
  private readonly managed: readonly ManagedSecurity[];

  private readonly environment: SecurityEnvironment;

  constructor(channels: Iterable<BaseChannel>, environment: Omit<ChannelEnvironment, 'ownsStore'>) {
    const { store, clock, logger } = environment;
    this.environment = {
      store,
      clock,
      report: (event, fields) => logger.warn(event, fields),
      trace: (event, fields) => logger.debug(event, fields),
    };
    const all = new Set<ChannelSecurity | undefined>([environment.security]);
    for (const channel of channels) all.add(channel.settings.security);
    this.managed = [...all].filter((one) => one !== undefined).filter(isManaged);
  }

  start(): Promise<void> {
    this.started ??= this.startAll();
    return this.started;
  }

  async stop(): Promise<void> {
    if (this.started === undefined) return;
    await this.started.catch(() => undefined);
    for (const security of this.managed) await security.stop(this.environment);
  }

  private async startAll(): Promise<void> {
    for (const security of this.managed) await security.start(this.environment);
  }
}
