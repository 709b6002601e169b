import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, loadavg, platform, totalmem } from 'node:os';
import { Machine, type Figure } from './machine';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

/** The machine this process runs on, as Node sees it on every platform. */
export class NodeMachine extends Machine {
  /** Nothing yet, so the first figure is the average since the machine was started. */
  private last: CpuTimes = { busy: 0, total: 0 };

  async read(): Promise<readonly Figure[]> {
    const cores = availableParallelism();
    const memory = totalmem();
    const { blocks, bfree, bavail, bsize } = await statfs('.');
    const used = blocks - bfree;
    const figures: Figure[] = [
      { figure: 'cpu', value: this.busyShare() * cores, limit: cores, unit: 'cores' },
      { figure: 'memory', value: (memory - freemem()) / GIB, limit: memory / GIB, unit: 'GiB' },
      // What is reserved for the administrator is neither used nor to be had.
      {
        figure: 'disk',
        value: (used * bsize) / GIB,
        limit: ((used + bavail) * bsize) / GIB,
        unit: 'GiB',
      },
      { figure: 'load', value: loadavg()[0] ?? 0, limit: cores, unit: 'cores' },
      {
        figure: 'station',
        value: process.memoryUsage.rss() / MIB,
        limit: memory / MIB,
        unit: 'MiB',
      },
    ];
    return figures.filter(isMeasured);
  }

  /** The part of its time, from 0 to 1, that the machine has worked since the last call. */
  private busyShare(): number {
    const { last } = this;
    const now = readCpuTimes();
    this.last = now;
    return now.total > last.total ? (now.busy - last.busy) / (now.total - last.total) : 0;
  }
}

/** Some file systems have no blocks, and Windows does not count waiting processes. */
function isMeasured({ figure, limit }: Figure): boolean {
  return limit > 0 && (figure !== 'load' || platform() !== 'win32');
}

function readCpuTimes(): CpuTimes {
  const all = cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({
    busy: user + nice + sys + irq,
    idle,
  }));
  const busy = all.reduce((sum, core) => sum + core.busy, 0);
  return { busy, total: all.reduce((sum, core) => sum + core.idle, busy) };
}
