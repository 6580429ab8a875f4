import { createServer, type Server } from 'node:http';

/** The names of the users, by their ids. */
const USERS = ['Ada', 'Grace', 'Edsger'];

/** What each path answers, and after how many ms. The more there is of a user, the higher the id; nothing of them is real. */
function answerTo(path: string): { readonly after: number; readonly body: unknown } | undefined {
  const [kind, id = '', list] = path.slice(1).split('/');
  const number = Number(id);
  const some = <T>(count: number, make: (id: number) => T): T[] => Array.from({ length: count }, (_, index) => make(number * 10 + index));
  const after = 100 + ((number * 271) % 900);
  switch (`${String(kind)}/${String(list)}`) {
    case 'users/undefined': {
      const name = USERS[number - 1];
      return name === undefined ? undefined : { after: 100, body: { id: number, name } };
    }
    case 'users/posts':
      return { after: 300, body: some(number, (post) => ({ id: post, title: `Post ${String(post)}` })) };
    case 'users/albums':
      return { after: 600, body: some(number - 1, (album) => ({ id: album, title: `Album ${String(album)}` })) };
    case 'posts/comments':
      return number % 10 === 2 ? undefined : { after, body: some(number % 3, (comment) => ({ id: comment, text: `Comment ${String(comment)}` })) };
    case 'albums/photos':
      return { after, body: some(number % 4, (photo) => ({ id: photo, caption: `Photo ${String(photo)}` })) };
    default:
      return undefined;
  }
}

/** An API of users, their posts and albums, and what belongs to those. It is slow, and does not know everything. */
export function apiServer(): Server {
  return createServer(({ url }, response) => {
    const { after, body } = answerTo(url ?? '/') ?? { after: 200, body: undefined };
    const timer = setTimeout(() => {
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
    }, after);
    response.once('close', () => {
      clearTimeout(timer);
    });
  });
}
