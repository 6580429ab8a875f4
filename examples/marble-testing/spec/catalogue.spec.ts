import { testStages } from 'rxjs-stages/testing';
import 'rxjs-stages/testing/jest';
import { catalogue } from '../src/catalogue';

const responses = {
  h: { data: ['1', '2'] },
  i: { data: ['2', '3'] },
  o: { data: { id: '1', title: 'One' } },
  t: { data: { id: '2', title: 'Two' } },
  e: { data: { id: '3', title: 'Three' } },
  b: { status: 503 },
  l: { status: 429, headers: { 'retry-after': '1' } },
  n: { status: 404 },
};
const one = responses.o.data;
const two = responses.t.data;
const three = responses.e.data;

describe('the catalogue', () => {
  it('delivers each book the moment it is there, while the other search is still under way', () => {
    testStages(({ cold, fakeAxios, expectOutcomes }) => {
      const client = fakeAxios(
        { 'GET /search?term=x': '-h|', 'GET /search?term=y': '20ms i|', 'GET /books/1': '---o|', 'GET /books/2': '-t|', 'GET /books/3': '--e|' },
        responses,
      );

      expectOutcomes(cold('(xy|)').pipe(catalogue(client).find)).toBe('--t-o 15ms s-(e|)', { o: one, t: two, s: two, e: three });
    });
  });

  it('asks once for a book that two searches find', () => {
    testStages(({ cold, fakeAxios, expectOutcomes }) => {
      const client = fakeAxios(
        { 'GET /search?term=x': '-h|', 'GET /search?term=y': '-i|', 'GET /books/1': '-o|', 'GET /books/2': '-t|', 'GET /books/3': '-e|' },
        responses,
      );

      expectOutcomes(cold('x----y|').pipe(catalogue(client).find)).toBe('--(ot)s(e|)', {
        o: one,
        t: two,
        s: two,
        e: three,
      });
      expect(client.requests.filter(({ route }) => route === 'GET /books/2')).toHaveLength(1);
    });
  });

  it('waits as long as the server asks for, and holds no slot meanwhile', () => {
    testStages(({ cold, fakeAxios, expectOutcomes, expectActive }) => {
      const client = fakeAxios({ 'GET /books/1': ['-l|', '-o|'] }, responses);
      const { book, server } = catalogue(client);

      expectOutcomes(cold('1|').pipe(book)).toBe('- 1s -(o|)', { o: one });
      expectActive(server).toBe('10 999ms 10');
    });
  });

  it('makes three requests at once, at the most', () => {
    testStages(({ cold, fakeAxios, expectOutcomes, expectActive }) => {
      const answers = {
        'GET /books/1': '--a|',
        'GET /books/2': '--b|',
        'GET /books/3': '--c|',
        'GET /books/4': '-----d|',
        'GET /books/5': '-----e|',
      };
      const { book, server } = catalogue(fakeAxios(answers));

      expectOutcomes(cold('(12345|)').pipe(book)).toBe('--(abc)(de|)');
      expectActive(server).toStayWithin(3);
    });
  });

  it('rejects what cannot be found, alone', () => {
    testStages(({ cold, fakeAxios }) => {
      const client = fakeAxios({ 'GET /search?term=x': '-h|', 'GET /books/1': '-n|', 'GET /books/2': '--t|' }, responses);

      expect(cold('x|').pipe(catalogue(client).find)).toEmitOutcomes('--N(t|)', { t: two }, { N: expect.objectContaining({ status: 404 }) });
    });
  });

  it('aborts its requests when nobody listens any more', () => {
    testStages(({ cold, fakeAxios, expectOutcomes, expectSubscriptions }) => {
      const client = fakeAxios({ 'GET /search?term=x': '-----h|' }, responses);

      expectOutcomes(cold('x').pipe(catalogue(client).find), '^--!').toBe('');
      expectSubscriptions(client.subscriptions('GET /search?term=x')).toBe('^--!');
      expect(client.requests).toMatchObject([{ aborted: true }]);
    });
  });
});
