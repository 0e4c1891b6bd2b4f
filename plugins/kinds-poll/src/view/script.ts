/**
 * Runs in the frame. Everything of the poll is put in as text, never as markup. A choice that was not sent yet survives news.
 */
export const viewScript: string = `
const part = (id) => document.getElementById(id);
let poll, reader, words, chosen = [], isTouched = false, shownAt = 0, timer;

const now = () => reader.nowMs + performance.now() - shownAt;
const same = (a, b) => a.length === b.length && a.every((value, index) => value === b[index]);
const ours = () => {
  const bits = (poll.votes.find(([sender]) => sender === reader.me) || [])[1] || 0;
  return poll.options.flatMap((_, index) => (bits >> index) & 1 ? [index] : []);
};
const isClosed = () => poll.closesAtMs > 0 && now() >= poll.closesAtMs;

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function option(text, index, isOpen) {
  const count = poll.votes.filter(([, bits]) => (bits >> index) & 1).length;
  const label = element('label', '');
  const bar = element('span', 'bar');
  bar.style.inlineSize = (poll.votes.length ? (100 * count) / poll.votes.length : 0) + '%';
  const input = element('input', '');
  input.type = poll.multiple ? 'checkbox' : 'radio';
  input.name = 'option';
  input.value = String(index);
  input.checked = chosen.includes(index);
  input.disabled = !isOpen;
  const name = element('span', 'text', text);
  name.dir = 'auto';
  const mine = ours().includes(index);
  const number = element('span', mine ? 'mine' : '');
  number.append(element('span', 'aside', ' ' + words.votes + ': '), String(count));
  if (mine) number.append(element('span', 'aside', ', ' + words.yours), ' \\u2713');
  label.append(bar, input, name, number);
  const item = element('li', '');
  item.append(label);
  return item;
}

function showButtons(isOpen) {
  const before = ours();
  part('vote').textContent = before.length ? words.change : words.vote;
  part('vote').disabled = !chosen.length || same(chosen, before);
  part('vote').hidden = !isOpen;
  part('back').textContent = words.takeBack;
  part('back').hidden = !isOpen || !before.length;
}

function show() {
  const closed = isClosed();
  const isOpen = reader.mayAnswer && !closed;
  if (!isTouched || !isOpen) chosen = ours();
  const focused = document.activeElement && document.activeElement.value;
  const wasInput = document.activeElement instanceof HTMLInputElement;
  document.documentElement.dir = words.direction;
  part('question').textContent = poll.question;
  part('hint').textContent = isOpen ? (poll.multiple ? words.chooseSeveral : words.chooseOne) : '';
  part('options').replaceChildren(...poll.options.map((text, index) => option(text, index, isOpen)));
  if (wasInput) {
    const again = document.querySelector('input[value="' + Number(focused) + '"]');
    if (again) again.focus();
  }
  const time = poll.closesAtMs && new Intl.DateTimeFormat(reader.language || 'en', { dateStyle: 'medium', timeStyle: 'short' }).format(poll.closesAtMs);
  part('facts').textContent = [words.voters + ': ' + poll.votes.length, closed ? words.closed : time && words.closes + ' ' + time].filter(Boolean).join(' \\u00b7 ');
  showButtons(isOpen);
  clearTimeout(timer);
  if (poll.closesAtMs && !closed) timer = setTimeout(show, Math.min(poll.closesAtMs - now() + 50, 0x7fffffff));
}

function answer(choices) {
  const data = Uint8Array.of(0x82, 1, 0x80 | choices.length, ...choices);
  parent.postMessage({ type: 'answer', data }, '*');
  isTouched = false;
  part('told').textContent = words.sent;
}

part('options').addEventListener('change', () => {
  chosen = [...document.querySelectorAll('input:checked')].map(({ value }) => Number(value));
  isTouched = true;
  part('told').textContent = '';
  showButtons(true);
});
part('vote').addEventListener('click', () => { if (chosen.length) answer(chosen); });
part('back').addEventListener('click', () => { chosen = []; answer([]); });

addEventListener('message', ({ data, source }) => {
  if (source !== parent || !data || data.type !== 'state') return;
  poll = JSON.parse(new TextDecoder().decode(data.state));
  reader = data.reader;
  shownAt = performance.now();
  words = /^ar(-|$)/i.test(reader.language) ? allWords.ar : allWords.en;
  show();
});

new ResizeObserver(() => {
  const pixels = Math.ceil(document.documentElement.getBoundingClientRect().height);
  parent.postMessage({ type: 'height', pixels }, '*');
}).observe(document.documentElement);
`;
