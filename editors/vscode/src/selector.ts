import type { DocumentFilter } from 'vscode-languageclient/node';

/**
 * The documents that the server sees, of every language. A selector without schemes would be shorter, but it would also
 * take in `output`: our own log is such a document, so each line of it would be sent to the server, and with tracing on,
 * sending it would write the next line.
 */
export const DOCUMENTS: DocumentFilter[] = [
  // Files, on this machine or on the one that a remote window is connected to.
  'file',
  // Files that are not saved yet. REST Client and others show responses in them.
  'untitled',
  // Repositories of GitHub and Azure that are open without a clone (virtual workspaces).
  'vscode-vfs',
  // Files of the host of a Live Share session.
  'vsls',
  // The other side of a diff: Git's index and history, GitLens, pull requests of GitHub, the editor's own history.
  'git',
  'gitlens',
  'review',
  'pr',
  'githubpr',
  'vscode-local-history',
  // Cells of notebooks and the input of interactive windows.
  'vscode-notebook-cell',
  'vscode-interactive-input',
  // Code in the answers of chats.
  'vscode-chat-code-block',
  // Results of a search, opened as a document.
  'search-editor',
  // Commit messages: "answer 404 and not 500".
  'vscode-scm',
  // User snippets, tasks and settings.
  'vscode-userdata',
  // Sources of Java libraries, which Java's language server shows.
  'jdt',
].map((scheme) => ({ scheme }));
