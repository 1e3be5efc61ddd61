// A small server for trying the language server on.
import express from 'express';

const app = express();
const timeout = 500;

app.get('/items/:id', async (req, res) => {
  if (!req.headers.authorization) {
    return res.status(401).json({ error: 'token missing' });
  }
  const answer = await fetch(`https://example.com/items/${req.params.id}`);
  if ([502, 503, 504].includes(answer.status)) {
    return setTimeout(() => res.sendStatus(503), timeout);
  }
  res.status(answer.ok ? 200 : 404).send(await answer.text());
});

app.listen(8080);
