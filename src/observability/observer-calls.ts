import { isPending } from '../util/eventually';

/** Looks on where messages pass, for metrics and traces. `Place` is what they pass through. */
export interface Observer<Message, Place> {
  /** Called when `message` has been taken in. */
  onSend?(message: Message, place: Place): unknown;
  /** Called when `message` has been handed out. */
  onReceive?(message: Message, place: Place): unknown;
}

/** One observer or several; they are called in this order. */
export type Observers<Message, Place> =
  Observer<Message, Place> | readonly Observer<Message, Place>[];

/** Calls the observers of one place so that none of them can break or delay it. */
export class ObserverCalls<Message, Place> {
  private readonly observers: readonly Observer<Message, Place>[];

  constructor(
    private readonly place: Place,
    observers: Observers<Message, Place> | undefined,
    private readonly report: (phase: keyof Observer<Message, Place>, error: unknown) => void,
  ) {
    this.observers = observers === undefined ? [] : [observers].flat();
  }

  call(phase: keyof Observer<Message, Place>, message: Message): void {
    for (const observer of this.observers) {
      try {
        const outcome = observer[phase]?.(message, this.place);
        if (!isPending(outcome)) continue;
        Promise.resolve(outcome).catch((error: unknown) => {
          this.report(phase, error);
        });
      } catch (error) {
        this.report(phase, error);
      }
    }
  }
}
