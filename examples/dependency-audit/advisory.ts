/** What is known to be wrong with some versions of a package, as a registry has it. */
export interface Advisory {
  readonly severity: 'low' | 'moderate' | 'high' | 'critical';
  readonly title: string;
  /** The versions that it is about, as a range. */
  readonly vulnerable_versions: string;
}

/** The versions of each package that advisories are requested for, by its name: what is sent to npm's bulk endpoint. */
export type BulkQuery = Readonly<Record<string, readonly string[]>>;

/** The advisories for each package, by its name: what the endpoint answers. It leaves out packages that have none; `null` says that it does not know one. */
export type BulkAnswer = Readonly<Record<string, readonly Advisory[] | null>>;
