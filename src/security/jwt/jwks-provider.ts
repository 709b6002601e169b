import { HolonError } from '../../errors/holon-error';
import type { Eventually } from '../../model/json';
import { createAbortController } from '../../util/abort-controller';
import type { Clock } from '../../util/clock';
import type { SecurityReport } from '../managed-security';
import { readJwks } from './jwks-document';
import type { JwksSettings } from './jwks-options';
import type { KeySource, VerificationKey } from './verification-key';

/** What a provider is given. */
export interface JwksLink {
  /** Asked anew each time: an app brings its clock when it starts. */
  readonly clock: () => Clock;
  readonly report: SecurityReport;
}

/**
 * The keys of an issuer elsewhere. Read when first needed, again when they have grown old, and when a token names one
 * that is not known: at most once in `minRefetchMs`, so that made-up names cost the issuer nothing.
 */
export class JwksProvider implements KeySource {
  private keys: ReadonlyMap<string, VerificationKey> = new Map();
  private triedAtMs = -Infinity;
  private refreshAtMs = -Infinity;
  private reading: Promise<void> | undefined;
  private current: AbortController | undefined;

  constructor(
    private readonly settings: JwksSettings,
    private readonly link: JwksLink,
  ) {}

  find(kid: string | undefined, algorithm: string): Eventually<readonly VerificationKey[]> {
    if (kid === undefined) return [];
    const known = this.usable(kid);
    if (known !== undefined) return matching(known, algorithm);
    const reading = this.reading ?? this.tryRead();
    if (reading === undefined) return [];
    return reading.then(() => matching(this.usable(kid), algorithm));
  }

  keepFresh(nowMs: number): void {
    if (nowMs >= this.refreshAtMs && this.reading === undefined) void this.tryRead();
  }

  /** Ends what is being read. */
  close(): void {
    this.current?.abort();
  }

  private usable(kid: string): VerificationKey | undefined {
    const key = this.keys.get(kid);
    return key !== undefined && key.usableUntilMs > this.link.clock().nowMs() ? key : undefined;
  }

  /** Undefined where it is too soon. */
  private tryRead(): Promise<void> | undefined {
    const nowMs = this.link.clock().nowMs();
    // Also where the clock was set back.
    if (Math.abs(nowMs - this.triedAtMs) < this.settings.minRefetchMs) return undefined;
    this.triedAtMs = nowMs;
    this.reading = this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async read(): Promise<void> {
    const clock = this.link.clock();
    const { url, timeoutMs, maxKeys, refreshMs } = this.settings;
    const controller = createAbortController();
    const timer = clock.setTimer(timeoutMs, () => controller.abort(), { background: true });
    this.current = controller;
    try {
      const keys = readJwks(await this.fetchText(controller.signal), maxKeys);
      if (keys === undefined) throw failed(url, 'answered with no key set');
      this.accept(keys, clock.nowMs());
      this.refreshAtMs = clock.nowMs() + refreshMs;
    } catch (error) {
      this.link.report('security.jwks-failed', { url, error });
    } finally {
      timer.cancel();
    }
  }

  /** Keys that stay are kept as they are, with the tokens that were verified by them; all others end. */
  private accept(keys: readonly VerificationKey[], nowMs: number): void {
    const before = this.keys;
    const after = new Map<string, VerificationKey>();
    for (const key of keys) {
      const known = before.get(key.kid);
      after.set(key.kid, known?.verifyKey.equals(key.verifyKey) === true ? known : key);
    }
    for (const key of before.values()) if (after.get(key.kid) !== key) key.retire();
    for (const key of after.values()) key.usableUntilMs = nowMs + this.settings.keepMs;
    this.keys = after;
  }

  private async fetchText(signal: AbortSignal): Promise<string> {
    const { url, maxBytes, fetch = globalThis.fetch } = this.settings;
    const response = await fetch(url, {
      signal,
      // Elsewhere is somebody else.
      redirect: 'error',
      headers: { accept: 'application/jwk-set+json, application/json' },
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      throw failed(url, `answered with status ${response.status}`);
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      // Node's are, the DOM types do not say so
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw failed(url, `answered with more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

function matching(key: VerificationKey | undefined, algorithm: string): readonly VerificationKey[] {
  return key?.algorithm === algorithm ? [key] : [];
}

function failed(url: string, what: string): HolonError {
  return new HolonError('HOLON_REMOTE_FAILED', `The key set at ${url} ${what}`);
}
