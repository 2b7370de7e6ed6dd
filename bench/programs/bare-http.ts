// The control of HTTP ingest: node:http and nothing else. It reads each body and answers 204; told `parse`, it parses
// the body before.
import { createServer } from 'node:http';
import { listen } from '../support/listen';

const parses = process.argv.includes('parse');

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (parses) JSON.parse(Buffer.concat(chunks).toString('utf8'));
    response.writeHead(204);
    response.end();
  });
});
listen(server);
