import { jsonAnswer } from '../../../../src/transport/http/answer';
import type { HttpMethod, HttpRoute } from '../../../../src/transport/http/route';
import { RouteTable } from '../../../../src/transport/http/route-table';
import { refusal } from '../../../helpers/refusal';

const route = (method: HttpMethod, pattern: string): HttpRoute => ({
  method,
  pattern,
  access: 'none',
  handle: () => jsonAnswer(null),
});

const table = new RouteTable([
  route('GET', '/a'),
  route('GET', '/a/{id}'),
  route('PUT', '/a/{id}'),
  route('GET', '/a/{id}/x'),
  route('GET', '/a/fixed'),
  route('POST', '/a/{id}/b/{name}'),
]);

const found = (method: string, path: string) => {
  const match = table.match(method, path);
  return match === undefined ? undefined : [match.route.pattern, ...match.params];
};

describe('a table of routes', () => {
  it.each([
    ['GET', '/a', ['/a']],
    ['GET', '/a/1', ['/a/{id}', '1']],
    ['HEAD', '/a/1', ['/a/{id}', '1']],
    ['GET', '/a/fixed', ['/a/fixed']],
    ['GET', '/a/1/x', ['/a/{id}/x', '1']],
    ['POST', '/a/1/b/2', ['/a/{id}/b/{name}', '1', '2']],
    ['GET', '/a/%2F%C3%BC', ['/a/{id}', '/ü']],
    ['GET', '/a/__proto__', ['/a/{id}', '__proto__']],
    ['GET', '/', undefined],
    ['GET', '', undefined],
    ['GET', '/a/', undefined],
    ['GET', '/a//x', undefined],
    ['GET', '/a/1/y', undefined],
    ['GET', '/b', undefined],
    ['GET', '/a/1/x/z', undefined],
  ])('finds for %s %s %j', (method, path, expected) => {
    expect(found(method, path)).toEqual(expected);
  });

  it('refuses a method that a path does not have, naming those it has', async () => {
    const error = await refusal(() => table.match('DELETE', '/a/1'));
    expect(error).toMatchObject({ status: 405, headers: ['Allow', 'GET, PUT, HEAD, OPTIONS'] });
  });

  it('takes no two routes of one method and path, whatever their segments are called', async () => {
    const twice = [route('GET', '/a/{id}'), route('GET', '/a/{name}')];
    expect((await refusal(() => new RouteTable(twice))).code).toBe('HOLON_WRONG_STATE');
  });
});
