import type { Sample } from '../channels/sample';
import type { FigureName } from '../machine/machine';

const WINDOW_MS = 60_000;

/** The samples of the last minute of each figure. All analysts share it, as any of them may get the next sample. */
export class History {
  private readonly samples = new Map<FigureName, readonly Sample[]>();

  /** The samples of the same figure that were taken before this one. Keeps this one, once however often it is tried. */
  before(sample: Sample): readonly Sample[] {
    const { figure, takenMs } = sample;
    const others = (this.samples.get(figure) ?? []).filter(
      (other) => other.takenMs !== takenMs && other.takenMs >= takenMs - WINDOW_MS,
    );
    this.samples.set(figure, [...others, sample]);
    return others.filter((other) => other.takenMs < takenMs);
  }
}
