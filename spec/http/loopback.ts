import { Agent } from 'node:http';
import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { map, type Observable } from 'rxjs';
import { fromAxios } from 'rxjs-stages/axios';
import { LocalServer } from './local-server';

/** The adapters of axios that Node has. */
export const ADAPTERS = ['http', 'fetch'] as const;

/** A server and a client of it, both new for each spec. */
export class Loopback {
  private constructor(
    readonly server: LocalServer,
    readonly api: AxiosInstance,
    private readonly agent: Agent,
  ) {}

  static async open(adapter: (typeof ADAPTERS)[number]): Promise<Loopback> {
    const server = await LocalServer.start();
    const httpAgent = new Agent({ keepAlive: true });
    return new Loopback(server, axios.create({ adapter, httpAgent, baseURL: server.url, proxy: false }), httpAgent);
  }

  /** The data of one answer. */
  data<T>(config: string | AxiosRequestConfig): Observable<T> {
    return fromAxios<T>(config, this.api).pipe(map((response) => response.data));
  }

  async close(): Promise<void> {
    this.agent.destroy();
    await this.server.close();
  }
}
