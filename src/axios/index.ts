export type { AxiosClient } from './axios-client.js';
export { fromAxios } from './from-axios.js';
