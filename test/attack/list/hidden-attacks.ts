import { RawConnection } from '../../helpers/raw-connection';
import { requestText, type Site } from '../sites';
import type { Attack } from './attack';
import { issue } from './rights-attacks';

const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'];
const BELOW = [
  '',
  '/info',
  '/events',
  '/registrations',
  '/stats',
  '/dead',
  '/messages',
  '/peek',
  '/acknowledge',
  '/nack',
  '/extend',
  '/redrive',
  '/remove',
  '/clear',
  '/evict',
  '/unknown',
];
const BODIES = [undefined, '{broken', '{"message_ids":["x"],"messages":[{"data":1}]}'];

/** What came, but for the time of day. */
async function told(
  site: Site,
  connection: RawConnection,
  request: string,
  headers: readonly string[],
  body: string | undefined,
): Promise<string> {
  const text = requestText(site, request, headers, body);
  const reply = await connection.ask(text, request.split(' ')[0]);
  if (typeof reply === 'string') return reply;
  return `${reply.head.replace(/\r\nDate: [^\r]*/, '')}${reply.body}`;
}

/** Of two addresses, whether any request tells them apart. */
const alike = (
  what: string,
  base: string,
  [hidden, missing]: readonly [string, string],
  below: readonly string[],
): Attack => ({
  number: 37,
  what,
  expected: 'told apart by 0 requests',
  async run(stage) {
    const callers = [[], issue(stage, 'boss', 'admin'), issue(stage, 'r', 'read', ['secrets'])];
    const connection = await RawConnection.open(stage.url);
    let different = 0;
    for (const method of METHODS) {
      for (const path of below) {
        for (const headers of callers) {
          for (const body of path === '/info' || method === 'GET' ? [undefined] : BODIES) {
            const [first, second] = [
              await told(stage, connection, `${method} ${base}${hidden}${path}`, headers, body),
              await told(stage, connection, `${method} ${base}${missing}${path}`, headers, body),
            ];
            // The paths are as long, and an answer may quote its own.
            if (first !== second.replaceAll(missing, hidden)) different += 1;
          }
          await stage.clock.advance(2_000);
        }
      }
    }
    connection.end();
    return `told apart by ${different} requests`;
  },
});

/** What is not public must look as if it were not there. */
export const HIDDEN_ATTACKS: readonly Attack[] = [
  alike(
    'a private channel beside one that is not there',
    '/channels/',
    ['secrets', 'missing'],
    BELOW,
  ),
  alike(
    'a system without services beside one that is not there',
    '/systems/',
    ['cellar', 'nobody'],
    ['', '/services', '/services/echo', '/services/constructor'],
  ),
  alike(
    'a method that is not exposed beside one that is not there',
    '/systems/plant/services/',
    ['reset', 'never'],
    [''],
  ),
  {
    number: 37,
    what: 'lists and documents, which do not name what is private',
    expected: 'unnamed',
    async run(stage) {
      const connection = await RawConnection.open(stage.url);
      const boss = issue(stage, 'boss', 'admin');
      let all = '';
      for (const path of [
        '/channels',
        '/systems',
        '/systems/plant',
        '/openapi.json',
        '/asyncapi.json',
      ]) {
        all += await told(stage, connection, `GET ${path}`, boss, undefined);
      }
      connection.end();
      return /secrets|cellar|"reset"/i.test(all) ? 'named' : 'unnamed';
    },
  },
];
