/** What is known to be wrong with some versions of a package, as a registry has it. */
export interface Advisory {
  readonly severity: 'low' | 'moderate' | 'high' | 'critical';
  readonly title: string;
}
