import { lastValueFrom, Subject, toArray } from 'rxjs';
import { pipeline, stage } from 'rxjs-stages';
import { progress, timeline } from 'rxjs-stages/observe';
import { terminalProgress } from 'rxjs-stages/node';
import { waterfallHtml } from 'rxjs-stages/waterfall';
import terminals from './fake-terminal.cjs';

const get = stage('get', (n) => Promise.resolve(n));
const outcomes = (options) => lastValueFrom(pipeline(get, options)([1, 2]).pipe(toArray()));

const events = new Subject();
const [seen, pages] = [[], []];
events.pipe(progress()).subscribe(({ all }) => seen.push(all.fulfilled));
events.pipe(timeline()).subscribe((run) => pages.push(waterfallHtml(run)));
await outcomes({ onEvent: events });

const file = new terminals.FakeTerminal(false);
await outcomes({ onEvent: terminalProgress({ stream: file }) });

const terminal = new terminals.FakeTerminal(true);
const bars = async () => {
  await outcomes({ onEvent: terminalProgress({ stream: terminal }) });
  return terminal.written.split('\n').at(-3);
};
const traced = async () => {
  const { openTelemetry } = await import('rxjs-stages/otel');
  return (await outcomes(openTelemetry({ traces: 'root' }))).length;
};

console.log(
  JSON.stringify({
    progress: seen,
    page: pages.map((page) => page.startsWith('<!doctype html>')),
    line: file.written.split(';')[0],
    bars: await bars().catch(({ message }) => message),
    traced: await traced().catch(({ code }) => code),
  }),
);
