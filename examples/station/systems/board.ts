import { CLOCK, Inbox, Inject, Outbox, System, type Clock } from 'holon';
import type { Alert } from '../channels/alerts';
import type { Finding } from '../channels/findings';
import { FIGURES, type FigureName } from '../machine/machine';

export interface AttributedFinding {
  readonly finding: Finding;
  readonly analystId: string;
}

export interface TakenAlert {
  readonly alert: Alert;
  readonly takenBy: string;
}

/** What comes in. */
export type News =
  | { readonly kind: 'findings'; readonly findings: readonly AttributedFinding[] }
  | { readonly kind: 'alert'; readonly taken: TakenAlert };

/** What goes out: all that one refresh shows. */
export interface Frame {
  readonly atMs: number;
  readonly findings: readonly AttributedFinding[];
  /** The latest, newest first. */
  readonly alerts: readonly TakenAlert[];
}

const ALERTS_SHOWN = 5;

/** Keeps what is known and passes the whole on with every piece of news. */
@System({ id: 'board', name: 'Board', inbox: { capacity: 100 } })
export class Board {
  private readonly latest = new Map<FigureName, AttributedFinding>();
  private alerts: readonly TakenAlert[] = [];

  constructor(
    private readonly inbox: Inbox<News>,
    private readonly outbox: Outbox<Frame>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    for await (const { content } of this.inbox) {
      this.learn(content);
      await this.outbox.send({
        atMs: this.clock.nowMs(),
        findings: FIGURES.flatMap((figure) => this.latest.get(figure) ?? []),
        alerts: this.alerts,
      });
    }
  }

  private learn(news: News): void {
    if (news.kind === 'alert') this.alerts = [news.taken, ...this.alerts].slice(0, ALERTS_SHOWN);
    else for (const one of news.findings) this.latest.set(one.finding.figure, one);
  }
}
