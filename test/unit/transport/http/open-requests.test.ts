import type { IncomingMessage } from 'node:http';

import {
  NOT_OPEN,
  OpenRequests,
  type OpenRequest,
} from '../../../../src/transport/http/open-requests';

function named(label: string): OpenRequest {
  const request = {} as IncomingMessage; // nobody looks at it
  return { request, label, place: NOT_OPEN, abort: () => undefined };
}

describe('open requests', () => {
  it.each([0, 1, 2, 3])('are those that were added and not removed: without number %s', (gone) => {
    const open = new OpenRequests();
    const all = ['a', 'b', 'c', 'd'].map(named);
    for (const one of all) open.add(one);
    const [left] = all.splice(gone, 1);
    expect(open.remove(left!)).toBe(true);
    expect(open.remove(left!)).toBe(false);
    expect(new Set(open.all())).toEqual(new Set(all));
    expect(open.size).toBe(3);
    for (const one of all) expect(open.remove(one)).toBe(true);
    expect([open.size, open.all()]).toEqual([0, []]);
  });

  it('are told as they are at one moment', () => {
    const open = new OpenRequests();
    for (const one of ['a', 'b', 'c'].map(named)) open.add(one);
    const seen = open.all().map((one) => {
      open.remove(one);
      return one.label;
    });
    expect([seen, open.size]).toEqual([['a', 'b', 'c'], 0]);
  });
});
