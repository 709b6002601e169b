import type { Sample } from '../channels/sample';
import type { FigureName } from '../machine/machine';

/** Samples kept of each figure. */
const WINDOW = 60;

/** The latest samples of each figure. All analysts share it, as any of them may get the next sample. */
export class History {
  private readonly samples = new Map<FigureName, readonly Sample[]>();

  /** The samples of the same figure that were taken before this one. Keeps this one, once however often it is tried. */
  before(sample: Sample): readonly Sample[] {
    const { figure, takenMs } = sample;
    const others = (this.samples.get(figure) ?? []).filter((other) => other.takenMs !== takenMs);
    this.samples.set(figure, [...others, sample].slice(-WINDOW));
    return others.filter((other) => other.takenMs < takenMs);
  }
}
