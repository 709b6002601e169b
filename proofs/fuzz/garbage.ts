import fc from 'fast-check';

const HEAD = 'POST /channels/news/messages HTTP/1.1\r\nHost: localhost\r\n';
const START = [
  'GET /channels/news HTTP/1.1\r\nHost: localhost\r\n\r\n',
  `${HEAD}Content-Length: 5\r\n\r\n{"a":`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
  `${HEAD}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`,
  'GET http://localhost/channels/news HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /channels/news HTTP/1.0\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET /channels/news/events HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
];
const PIECES = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '\t',
  ':',
  'HTTP/1.1',
  'HTTP/9.9',
  '%',
  '\xff',
  '\r\n\r\n',
];

const bytes = fc.uint8Array({ minLength: 1, maxLength: 120 }).map((all) => Buffer.from(all));

interface Change {
  readonly at: number;
  readonly how: 'insert' | 'drop' | 'cut' | 'twice';
  readonly piece: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat({ max: 10_000 }),
  how: fc.constantFrom<Change['how']>('insert', 'drop', 'cut', 'twice'),
  piece: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })),
});

function applied(text: Buffer, { at, how, piece }: Change): Buffer {
  const place = at % (text.length + 1);
  const before = text.subarray(0, place);
  const after = text.subarray(place);
  switch (how) {
    case 'insert':
      return Buffer.concat([before, Buffer.from(piece, 'latin1'), after]);
    case 'drop':
      return Buffer.concat([before, after.subarray(1)]);
    case 'cut':
      return before;
    case 'twice':
      return Buffer.concat([text, before]);
  }
}

/** Bytes as no client sends them: at random, and requests of which something was changed. */
export const garbage: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 1, arbitrary: bytes },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...START), fc.array(change, { minLength: 1, maxLength: 4 }))
      .map(([text, changes]) => changes.reduce(applied, Buffer.from(text, 'latin1'))),
  },
);
