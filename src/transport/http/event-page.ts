import type { LogEntry } from '../../stores/channel-store';
import type { ContentForm } from '../wire/content-form';
import { encodeEvent } from '../wire/event-codec';
import { messageText } from '../wire/message-text';

/** What tells which messages of a page one reader gets. */
export interface PageReader {
  readonly systemId: string;
  /** He has seen everything up to here. */
  readonly place: number;
}

/** A page ends with the message that takes it beyond this: so much is held at most for a reader who takes nothing. */
const FULL_CHARS = 256 * 1024;

/** Messages in the order of the log, as events: each is text once, and a page that all get is in one piece. */
export class EventPage {
  readonly messages: LogEntry['message'][] = [];
  private readonly entries: LogEntry[] = [];
  private readonly texts: string[] = [];
  private chars = 0;
  private hasAddressed = false;
  private whole: Buffer | undefined;

  constructor(
    private readonly form: ContentForm,
    /** Whether messages with a recipient are for him alone. */
    private readonly addressed: boolean,
  ) {}

  get isFull(): boolean {
    return this.chars >= FULL_CHARS;
  }

  add(entry: LogEntry): void {
    const { message } = entry;
    const text = encodeEvent({ id: message.id, data: messageText(message, this.form) });
    this.entries.push(entry);
    this.messages.push(message);
    this.texts.push(text);
    this.chars += text.length;
    if (this.addressed && message.recipientId !== undefined) this.hasAddressed = true;
  }

  /** Undefined where nothing of it is for him. */
  for(reader: PageReader): Buffer | undefined {
    const [first] = this.entries;
    if (first === undefined) return undefined;
    if (!this.hasAddressed && reader.place < first.seq) {
      this.whole ??= Buffer.from(this.texts.join(''));
      return this.whole;
    }
    const own = this.texts.filter((_, index) => this.isFor(reader, this.entries[index]));
    return own.length === 0 ? undefined : Buffer.from(own.join(''));
  }

  private isFor({ place, systemId }: PageReader, entry: LogEntry | undefined): boolean {
    if (entry === undefined || entry.seq <= place) return false;
    const { recipientId } = entry.message;
    return !this.addressed || recipientId === undefined || recipientId === systemId;
  }
}
