const [form] = document.forms;
const bar = document.querySelector('progress');
const status = document.querySelector('[role=status]');
const list = document.querySelector('ul');
let source;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  source?.close(); // cancels what the last search still requests
  list.replaceChildren();
  bar.value = 0;
  status.textContent = 'Searching …';

  const terms = form.elements.terms.value.split(',').map((term) => ['q', term.trim()]);
  source = new EventSource(`books?${new URLSearchParams(terms)}`);
  source.addEventListener('outcome', ({ data }) => show(JSON.parse(data)));
  source.addEventListener('progress', ({ data }) => showProgress(JSON.parse(data)));
  source.addEventListener('done', () => end('Done'));
  // An EventSource connects again by itself, and that would repeat the search.
  source.addEventListener('error', ({ data }) => end(data ?? 'The connection is lost'));
});

function show({ status: state, term, book, stage, reason }) {
  const item = document.createElement('li');
  item.textContent = state === 'fulfilled' ? `${term}: ${book.title}` : `${term}: no answer from ${stage} (${reason})`;
  list.append(item);
}

function showProgress({ ended, discovered, total }) {
  bar.max = total ?? discovered;
  bar.value = ended;
}

function end(text) {
  source.close();
  status.textContent = `${text}: ${list.children.length} results`;
}
