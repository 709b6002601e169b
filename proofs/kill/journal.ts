import type { Held, Intent, Settled, WorkReport } from './report';

/** All that was reported of one claim. */
export interface ClaimRecord extends Held {
  readonly holder: string;
  readonly atMs: number;
  readonly expiresAtMs: number;
  intent?: Intent;
  settled?: Settled;
}

/** What one reader was given in one life of its process. */
export interface ReaderLife {
  readonly reader: string;
  readonly ids: string[];
  /** It was killed at a read, which may have moved the cursor. */
  wasReading: boolean;
}

/** Everything that the processes on one file have reported so far. */
export class Journal {
  readonly written = { jobs: new Set<string>(), notes: new Set<string>() };
  /** By job, in the order of their attempts. */
  readonly claims = new Map<string, ClaimRecord[]>();
  readonly lives: ReaderLife[] = [];
  readonly failures: string[] = [];
  /** Operations that holon has answered. */
  acknowledged = 0;

  /** Adds what one process has reported from its start to its end. */
  add(reports: readonly WorkReport[]): void {
    const lives = new Map<string, ReaderLife>();
    const lifeOf = (reader: string): ReaderLife => {
      const life = lives.get(reader) ?? { reader, ids: [], wasReading: false };
      lives.set(reader, life);
      return life;
    };
    for (const report of reports) {
      switch (report.kind) {
        case 'failed':
          this.failures.push(report.message);
          break;
        case 'wrote':
          this.acknowledged += 1;
          this.written[report.channel].add(report.id);
          break;
        case 'reading':
          lifeOf(report.reader).wasReading = true;
          break;
        case 'read':
          this.acknowledged += 1;
          lifeOf(report.reader).wasReading = false;
          lifeOf(report.reader).ids.push(...report.ids);
          break;
        case 'claimed': {
          this.acknowledged += 1;
          const { kind: _, ...claim } = report;
          this.claims.set(report.id, [...(this.claims.get(report.id) ?? []), claim]);
          break;
        }
        default:
          this.note(report);
      }
    }
    this.lives.push(...lives.values());
    for (const claims of this.claims.values())
      claims.sort((one, other) => one.attempt - other.attempt);
  }

  private note({ kind, id, attempt }: Held & { readonly kind: Intent | Settled }): void {
    const claim = this.claims.get(id)?.find((one) => one.attempt === attempt);
    if (claim === undefined) throw new Error(`${kind} without a claim: ${id}`);
    if (kind === 'acknowledging' || kind === 'nacking' || kind === 'transacting') {
      claim.intent = kind;
    } else {
      claim.settled = kind;
      this.acknowledged += 1;
    }
  }
}
