import {
  DidChangeTextDocumentNotification,
  type DidChangeTextDocumentParams,
  DidCloseTextDocumentNotification,
  type DidCloseTextDocumentParams,
  DidOpenTextDocumentNotification,
  type DidOpenTextDocumentParams,
  type Middleware,
} from 'vscode-languageclient/node';

/**
 * Holds back changes that a close, or a close and an open, of the same document have overtaken on their way to the server.
 * The client (11.0.0) lets both do so, because a change waits for one thing more: closing a document with unsaved changes
 * undoes them, and that change would come after the close. After an open it would be made to a text that already has it.
 */
export function keepingOrder(): NonNullable<Middleware['sendNotification']> {
  /** The version of each document that the server knows, by address. */
  const versions = new Map<string, number>();
  return (type, next, params) => {
    switch (typeof type === 'string' ? type : type.method) {
      case DidOpenTextDocumentNotification.method: {
        const { textDocument } = params as DidOpenTextDocumentParams;
        versions.set(textDocument.uri, textDocument.version);
        break;
      }
      case DidCloseTextDocumentNotification.method:
        versions.delete((params as DidCloseTextDocumentParams).textDocument.uri);
        break;
      case DidChangeTextDocumentNotification.method: {
        const { uri, version } = (params as DidChangeTextDocumentParams).textDocument;
        const known = versions.get(uri);
        if (known === undefined || version <= known) {
          return Promise.resolve();
        }
        versions.set(uri, version);
        break;
      }
    }
    return next(type, params);
  };
}
