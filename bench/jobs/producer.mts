/** Has jobs done by the worker. */
export interface Producer {
  /**
   * @param outstanding - how many jobs are in the queue or in the worker at once
   * @param answered - is called with each answer
   */
  run(inputs: readonly number[], outstanding: number, answered: (answer: number) => void): Promise<void>;
  close(): Promise<unknown>;
}
