export { journal, type JournalOptions } from './journal.js';
export type { Journal } from './journal-file.js';
export { terminalProgress, type TerminalProgressOptions } from './terminal-progress.js';
