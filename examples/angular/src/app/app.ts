import { HttpErrorResponse } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { Subject } from 'rxjs';
import { StageTimeoutError } from 'rxjs-stages';
import { BookSearch } from './book-search';

@Component({
  selector: 'app-root',
  templateUrl: './app.html',
  styleUrl: './app.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
  protected readonly term = signal('');
  protected readonly again = new Subject<void>();
  protected readonly results = toSignal(inject(BookSearch).typeahead(toObservable(this.term), this.again));

  /** What a screen reader announces: the beginning and the end, not every book. */
  protected readonly status = computed(() => {
    const results = this.results();
    if (results === undefined) return '';
    const { term, progress, outcomes } = results;
    if (progress.status === 'running') return `Searching for “${term}” …`;
    const failed = outcomes.filter(({ status }) => status === 'rejected').length;
    const found = `“${term}”: ${outcomes.length - failed} found`;
    return failed === 0 ? found : `${found}, ${failed} failed. Search again to retry.`;
  });

  protected reasonOf(reason: unknown): string {
    if (reason instanceof HttpErrorResponse) return reason.status === 0 ? 'no connection' : `HTTP ${reason.status}`;
    return reason instanceof StageTimeoutError ? 'timed out' : 'unexpected error';
  }
}
