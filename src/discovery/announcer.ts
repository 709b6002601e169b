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
  private leaving: Promise<boolean> | undefined;
  private hasLeft = false;

  constructor(
    private readonly registrar: Registrar,
    private readonly announcement: Announcement,
  ) {}

  /** Resolves when it is registered, or has failed, or that takes too long. */
  async start(): Promise<void> {
    this.turn();
    await within(this.round, PATIENCE_MS, this.announcement.clock);
  }

  /** Of the registry. */
  get name(): string {
    return this.registrar.name;
  }

  /** Whether the app may still be listed there. */
  get isRegistered(): boolean {
    return !this.hasLeft;
  }

  /**
   * Ends the registrations, and answers whether that is done: a registry that does not answer in `timeoutMs`, and in
   * 2 seconds at most, lets them expire. May be called again; the first says how long it may take.
   */
  async withdraw({
    timeoutMs = PATIENCE_MS,
  }: { readonly timeoutMs?: number } = {}): Promise<boolean> {
    this.leaving ??= this.end(Math.min(timeoutMs, PATIENCE_MS));
    return this.leaving;
  }

  private async end(timeoutMs: number): Promise<boolean> {
    this.timer?.cancel();
    const { clock, logger } = this.announcement;
    if (!(await within(this.leave(), timeoutMs, clock))) {
      const registry = this.registrar.name;
      logger.warn('discovery.withdraw-failed', { registry, waitedMs: timeoutMs });
    }
    return this.hasLeft;
  }

  private turn(): void {
    this.round = this.announce();
    const { clock } = this.announcement;
    void this.round.then(() => {
      if (this.leaving !== undefined) return;
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
    try {
      if (this.registered.length > 0) await this.registrar.withdraw(this.registered);
      this.hasLeft = true;
    } catch (error) {
      const registry = this.registrar.name;
      this.announcement.logger.warn('discovery.withdraw-failed', { registry, error });
    }
  }
}
