import { ERROR_CODES } from '../../src/errors/error-codes';
import { RawConnection } from '../helpers/raw-connection';
import { ec, es256, forge, header, rs256, rsa } from '../unit/security/jwt/forge';
import { CLAIM_ATTACKS } from './list/claim-attacks';
import { claimsAt, esHeader, guard, honest, rsHeader } from './list/honest';
import { SIGNATURE_ATTACKS } from './list/signature-attacks';
import { bearer, closeSites, KINDS, openSite, requestText, statusOf, type Site } from './sites';

/** Every way in, with a body that is no JSON: none of it may be looked at. */
const DOORS: readonly (readonly [request: string, body?: string])[] = [
  ['GET /channels/news'],
  ['HEAD /channels/news'],
  ['PUT /channels/news', '{broken'],
  ['GET /channels/news/events'],
  ['GET /channels/news/info'],
  ['GET /channels/secrets'],
  ['GET /channels/nothing'],
  ['POST /channels/jobs/acknowledge', '{broken'],
  ['POST /channels/news/messages', '{broken'],
  ['POST /systems/plant/services/echo', '{broken'],
  ['GET /channels'],
  ['GET /systems'],
  ['GET /systems/plant'],
  ['GET /openapi.json'],
  ['GET /asyncapi.json'],
  ['GET /metrics'],
];

/** All that anybody is told who has no valid token. */
const REFUSAL = JSON.stringify({
  detail: 'There is no valid token',
  code: 'HOLON_UNAUTHENTICATED',
  hint: ERROR_CODES.HOLON_UNAUTHENTICATED.hint,
  retryable: false,
  type: 'about:blank',
  title: ERROR_CODES.HOLON_UNAUTHENTICATED.meaning,
  status: 401,
});

/** Wrong tokens of one address are answered more slowly after a hundred. */
const CALM_MS = 1_000;

describe.each(KINDS)('a token shown to an app that is %s', (kind) => {
  let site: Site;
  let connection: RawConnection;

  beforeAll(async () => {
    site = await openSite(kind, { security: guard() });
    connection = await RawConnection.open(site.url);
  });
  afterAll(async () => {
    connection.end();
    await closeSites();
  });

  const now = () => Math.floor(site.clock.nowMs() / 1_000);

  async function knock(token: string) {
    await site.clock.advance(CALM_MS);
    const answers = [];
    for (const [request, body] of DOORS) {
      const method = request.split(' ')[0];
      const text = requestText(site, request, bearer(token), body);
      const answer = await connection.ask(text, method);
      answers.push({ request, status: statusOf(answer), answer });
      if (answer !== 'closed' && answer !== 'hung' && !request.endsWith('/events')) continue;
      if (statusOf(answer) === 401) continue;
      connection.end();
      connection = await RawConnection.open(site.url);
    }
    return answers;
  }

  it.each([
    ['HS256', (at: number) => honest(at)],
    ['HS256 without kid', (at: number) => forge(claimsAt(at), header({ kid: undefined }))],
    ['RS256', (at: number) => forge(claimsAt(at), rsHeader(), rs256(rsa().privateKey))],
    ['ES256', (at: number) => forge(claimsAt(at), esHeader(), es256(ec().privateKey))],
  ])('opens every door when it is honest: %s', async (_, token) => {
    const answers = await knock(token(now()));
    const opened = answers.map(({ request, status }) => `${request} ${status}`);
    expect(opened).toEqual(
      DOORS.map(([request, body]) => {
        if (/secrets|nothing/.test(request)) return `${request} 404`;
        return `${request} ${body === undefined ? 200 : 400}`;
      }),
    );
  });

  it.each([...SIGNATURE_ATTACKS, ...CLAIM_ATTACKS])(
    '$number is refused at every door, in the same words: $what',
    async ({ token }) => {
      const answers = await knock(token(now()));
      expect(answers.filter(({ status }) => status !== 401)).toEqual([]);
      const bodies = answers
        .filter(({ request }) => !request.startsWith('HEAD'))
        .map(({ answer }) => (typeof answer === 'string' ? answer : answer.body));
      expect([...new Set(bodies)]).toEqual([REFUSAL]);
    },
  );

  it('39 is never written to the log, whether it was good or not', () => {
    const told = JSON.stringify(site.log.entries);
    expect(told).toContain('security.token-refused');
    expect(told).not.toContain('eyJ');
  });
});
