import { within } from '../channels/within';
import type { Logger } from '../observability/logger';
import type { Clock, Timer } from '../util/clock';
import type { RegistrationRequest } from './registration';

/** One registry, as whoever registers sees it. */
export interface Registrar {
  /** For the log: an address, or the id of a channel of the same app. */
  readonly name: string;
  /** Registers all or renews them. Tries once. */
  register(registrations: readonly RegistrationRequest[]): Promise<void>;
  /** Ends them. */
  withdraw(registrations: readonly RegistrationRequest[]): Promise<void>;
}

/** What is announced, and for how long. */
export interface Announcement {
  /** Asked before each renewal, because an app may get more channels. */
  readonly offers: () => readonly RegistrationRequest[];
  readonly ttlMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Longest time that the first registration holds up a start, and the last one an end. */
const PATIENCE_MS = 2_000;
const FIRST_RETRY_MS = 1_000;

/**
 * Keeps one app registered in one registry: renews three times in the life of a registration, tries again where the
 * registry does not answer, and says so once.
 */
export class Announcer {
  private timer: Timer | undefined;
  private round: Promise<void> = Promise.resolve();
  private registered: readonly RegistrationRequest[] = [];
  private failures = 0;
  private isOver = false;

  constructor(
    private readonly registrar: Registrar,
    private readonly announcement: Announcement,
  ) {}

  /** Resolves when it is registered, or has failed, or that takes too long. */
  async start(): Promise<void> {
    this.turn();
    await within(this.round, PATIENCE_MS, this.announcement.clock);
  }

  /** Ends the registrations; a registry that does not answer lets them expire. */
  async withdraw(): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.timer?.cancel();
    await within(this.leave(), PATIENCE_MS, this.announcement.clock);
  }

  private turn(): void {
    this.round = this.announce();
    const { clock } = this.announcement;
    void this.round.then(() => {
      if (this.isOver) return;
      this.timer = clock.setTimer(this.nextMs(), () => this.turn(), { background: true });
    });
  }

  private nextMs(): number {
    const renewalMs = this.announcement.ttlMs / 3;
    if (this.failures === 0) return renewalMs;
    return Math.min(renewalMs, FIRST_RETRY_MS * 2 ** Math.min(this.failures - 1, 10));
  }

  /** Never rejects. */
  private async announce(): Promise<void> {
    const { logger, offers } = this.announcement;
    const registry = this.registrar.name;
    try {
      const registrations = offers();
      await this.registrar.register(registrations);
      this.registered = registrations;
      if (this.failures > 0) logger.info('discovery.registered-again', { registry });
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      if (this.failures === 1) logger.warn('discovery.register-failed', { registry, error });
    }
  }

  /** Behind a registration under way, which would come back to life otherwise. Never rejects. */
  private async leave(): Promise<void> {
    await this.round;
    if (this.registered.length === 0) return;
    try {
      await this.registrar.withdraw(this.registered);
    } catch (error) {
      const registry = this.registrar.name;
      this.announcement.logger.warn('discovery.withdraw-failed', { registry, error });
    }
  }
}
