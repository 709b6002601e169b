import { Inbox, System } from 'holon';
import { Terminal } from '../screen/terminal';
import type { Frame } from './board';

/** The end of the chain: what came through it is seen. */
@System({ id: 'monitor', name: 'Monitor', inbox: { capacity: 10 } })
export class Monitor {
  constructor(
    private readonly inbox: Inbox<Frame>,
    private readonly terminal: Terminal,
  ) {}

  async run(): Promise<void> {
    for await (const { content } of this.inbox) this.terminal.draw(content);
  }
}
