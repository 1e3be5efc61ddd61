import * as vscode from 'vscode';

const SAMPLE = `// Point at a status, or put the cursor on it and press F12. This document is not saved.
app.get('/orders/:id', async (req, res) => {
  if (!req.user) {
    return res.status(401).json({ error: 'log in first' });
  }
  const order = await orders.find(req.params.id);
  if (!order) {
    return res.sendStatus(404);
  }
  const answer = await fetch(order.invoice);
  if (answer.status === 429 || answer.status >= 500) {
    return res.status(503).set('Retry-After', '30').end();
  }
  // Type a code here: choose it by its number or by its name.
  res.status()
});
`;

/** Opens a document with statuses in it for somebody who has none at hand. */
export async function openSample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'javascript', content: SAMPLE });
  await vscode.window.showTextDocument(document);
}
