// Runs in a page: follows links to other pages, and keeps the place where the reader is.
const editor = globalThis.acquireVsCodeApi();

/** Links to files are pages. Those with a scheme and those within the page are left to the editor. */
function follow(event, isLasting) {
  const link = event.target.closest?.('a')?.getAttribute('href');
  if (!link || link.startsWith('#') || /^[a-z][a-z\d+.-]*:/i.test(link)) return;
  event.preventDefault();
  event.stopPropagation();
  editor.postMessage({ kind: 'follow', link, isLasting });
}

document.addEventListener('click', (event) => follow(event, event.ctrlKey || event.metaKey));
document.addEventListener('auxclick', (event) => {
  if (event.button === 1) follow(event, true);
});
// The buttons of a mouse that go back and forward do not reach the editor from here.
document.addEventListener('mouseup', (event) => {
  if (event.button === 3 || event.button === 4) {
    event.preventDefault();
    editor.postMessage({ kind: event.button === 3 ? 'back' : 'forward' });
  }
});

// The state is that of a tab that was hidden; the number in the page, that of a page that somebody comes back to.
window.scrollTo(0, editor.getState()?.top ?? Number(document.body.dataset.top));
document.addEventListener('scrollend', () => {
  editor.setState({ top: window.scrollY });
  editor.postMessage({ kind: 'scroll', top: window.scrollY });
});
