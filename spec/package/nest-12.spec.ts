import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { output, PROJECT } from './project';
import { folderOf } from './strangers';

describe('examples/nestjs, with the packed tarball and Nest 12', () => {
  it('compiles, and answers a request', async () => {
    const home = folderOf('nest-12');
    for (const name of ['src', 'public', 'tsconfig.json', 'tsconfig.build.json'])
      cpSync(path.join(PROJECT, 'examples/nestjs', name), path.join(home, name), { recursive: true });
    await output(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], home);
    // Nothing listens there.
    const env = { ...process.env, PORT: '0', UPSTREAM_URL: 'http://127.0.0.1:1' };
    const app = spawn(process.execPath, ['dist/main.js'], { cwd: home, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(app, 'close');

    try {
      let log = '';
      for await (const text of app.stdout.setEncoding('utf8') as AsyncIterable<string>) {
        log += text;
        if (log.includes('Listening on')) break;
      }
      const [url = ''] = /http:\S+:\d+/.exec(log) ?? [];
      const answer = await (await fetch(`${url}/books?q=dune`)).text();

      expect(answer).toContain('"reason":"ECONNREFUSED"');
      expect(answer).toContain('event: done');
    } finally {
      app.kill('SIGKILL');
      await ended;
    }
  });
});
