import axios from 'axios';
import { listStage, pipeline, stage } from 'rxjs-stages';
import { fromAxios } from 'rxjs-stages/axios';
import { httpRetry } from 'rxjs-stages/http';
import { progress } from 'rxjs-stages/observe';
import { firstValueFrom, filter, map, lastValueFrom, Subject, toArray } from 'rxjs';

const client = axios.create({ baseURL: '/api' });
const data = (name) => fromAxios({ url: `/${name}.json` }, client).pipe(map((response) => response.data));

const search = listStage('search', (term) => data(term));
const detail = stage('detail', (id) => data(id), { retry: httpRetry({ count: 1, method: 'GET', onUnknownMethod: () => undefined }) });

const events = new Subject();
const last = firstValueFrom(
  events.pipe(
    progress(),
    filter(({ status }) => status !== 'running'),
  ),
);
const outcomes = await lastValueFrom(pipeline(search, detail, { onEvent: events })(['rxjs']).pipe(toArray()));
const { all } = await last;

const words = outcomes.map(({ value, reason }) => value?.title ?? reason.response.status).sort();
document.title = JSON.stringify({ words, settled: [all.fulfilled, all.rejected] });
