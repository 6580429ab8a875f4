import { HttpBackend, provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { testStages } from 'rxjs-stages/testing';
import { App } from './app';

describe('App', () => {
  it('cancels its requests when the user leaves', () => {
    testStages(({ cold, scripted, expectSubscriptions }) => {
      const handle = scripted({ '*': '9s |' }, {}, {}, { keyOf: () => 'any request' });
      TestBed.configureTestingModule({ providers: [provideHttpClient(), { provide: HttpBackend, useValue: { handle } }] });
      const fixture = TestBed.createComponent(App);
      const box = (fixture.nativeElement as HTMLElement).querySelector('input') as HTMLInputElement;
      box.value = 'dune';
      box.dispatchEvent(new Event('input'));
      TestBed.tick();

      cold('400ms l').subscribe(() => fixture.destroy());
      expectSubscriptions(handle.subscriptions()).toBe('300ms ^ 99ms !');
    });
  });
});
