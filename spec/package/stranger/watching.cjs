const { lastValueFrom, Subject, toArray } = require('rxjs');
const { pipeline, stage } = require('rxjs-stages');
const { terminalProgress } = require('rxjs-stages/node');
const { progress, timeline } = require('rxjs-stages/observe');
const { waterfallHtml } = require('rxjs-stages/waterfall');
const { FakeTerminal } = require('./fake-terminal.cjs');

const get = stage('get', (n) => Promise.resolve(n));
const outcomes = (options) => lastValueFrom(pipeline(get, options)([1, 2]).pipe(toArray()));

async function bars() {
  const terminal = new FakeTerminal(true);
  await outcomes({ onEvent: terminalProgress({ stream: terminal }) });
  return terminal.written.split('\n').at(-3);
}

async function traced() {
  const { openTelemetry } = require('rxjs-stages/otel');
  return (await outcomes(openTelemetry({ traces: 'root' }))).length;
}

async function main() {
  const events = new Subject();
  const [seen, pages] = [[], []];
  events.pipe(progress()).subscribe(({ all }) => seen.push(all.fulfilled));
  events.pipe(timeline()).subscribe((run) => pages.push(waterfallHtml(run)));
  await outcomes({ onEvent: events });

  const file = new FakeTerminal(false);
  await outcomes({ onEvent: terminalProgress({ stream: file }) });

  console.log(
    JSON.stringify({
      progress: seen,
      page: pages.map((page) => page.startsWith('<!doctype html>')),
      line: file.written.split(';')[0],
      bars: await bars().catch(({ message }) => message),
      traced: await traced().catch(({ code }) => code),
    }),
  );
}
void main();
