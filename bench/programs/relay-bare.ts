// The control of the latency figures: node:http and `ws`, without a journal. It parses what is posted, since a frame may
// hold JSON only, and sends it on as it came.
import { createServer } from 'node:http';
import { BareStream } from '../support/bare-stream';
import { listen } from '../support/listen';

const http = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8');
    JSON.parse(body);
    stream.push(`{"seq":${++seq},${body.slice(1)}`);
    response.writeHead(204);
    response.end();
  });
});
let seq = 0;
const stream = new BareStream(http);
listen(http);
