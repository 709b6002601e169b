import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';

const ENTRY = join(__dirname, '../../../../src/transport/client/index.ts');

/** What every browser has; nothing of Node. */
const WEB = {
  AbortController,
  AbortSignal,
  TextDecoder,
  URL,
  atob,
  clearTimeout,
  crypto,
  performance,
  setTimeout,
};

async function bundle() {
  const { outputFiles, metafile } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'holon',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
  return { code: outputFiles[0]!.text, inputs: Object.keys(metafile.inputs) };
}

describe('holon/client in a browser', () => {
  it('bundles without a module of Node, a store, a server or a package that only Node has', async () => {
    const { inputs } = await bundle();
    const folders = inputs.map((path) => path.replace(/^.*?(src|node_modules)\//, '$1/'));
    expect(folders.filter((path) => path.startsWith('node_modules/'))).toEqual([
      'node_modules/reflect-metadata/Reflect.js',
    ]);
    expect(
      folders.filter((path) => /^src\/(stores|container|transport\/http|security)\//.test(path)),
    ).toEqual([]);
  });

  it('writes and reads with nothing but what browsers have', async () => {
    const { code } = await bundle();
    const asked: string[] = [];
    const answers: Record<string, unknown> = {
      'GET http://plant.example/channels/readings/info': { id: 'readings', generic: false },
      'PUT http://plant.example/channels/readings': { status: 'accepted', item_id: 'made' },
      'GET http://plant.example/channels/readings?limit=10': {
        messages: [{ id: 'a', timestamp: 1.5, sender_id: 'me', content: { celsius: 3 } }],
      },
    };
    const ids: unknown[] = [];
    const fetch = async (url: string, init: { method: string; headers: object }) => {
      asked.push(`${init.method} ${url}`);
      const { 'Idempotency-Key': id } = init.headers as Record<string, unknown>;
      if (id !== undefined) ids.push(id);
      return new Response(JSON.stringify(answers[`${init.method} ${url}`]));
    };
    const context = createContext({ ...WEB, fetch });
    runInContext(code, context);
    const result: unknown = await runInContext(
      `(async () => {
        const Readings = holon.remoteChannel('readings');
        const client = holon.connectRemote({ own: [Readings] }, { url: 'http://plant.example', systemId: 'me' });
        const receipt = await client.write(Readings, { celsius: 3 });
        const [message] = await client.read(Readings);
        return JSON.stringify({ receipt, message });
      })()`,
      context,
    );
    expect(JSON.parse(result as string)).toEqual({
      receipt: { id: 'made', duplicate: false },
      message: {
        id: 'a',
        timestampMs: 1_500,
        senderId: 'me',
        content: { celsius: 3 },
        metadata: {},
      },
    });
    expect(ids).toEqual([expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/)]);
    expect(asked).toEqual([
      'PUT http://plant.example/channels/readings',
      'GET http://plant.example/channels/readings/info',
      'GET http://plant.example/channels/readings?limit=10',
    ]);
  });
});
