// The control of the broadcast figures: `ws` and nothing else. It sends the same frames, gathered in the same way.
import { createServer } from 'node:http';
import { BareStream } from '../support/bare-stream';
import { Feed } from '../support/feed';
import { listen } from '../support/listen';

const http = createServer();
const stream = new BareStream(http);
new Feed(({ text }) => stream.push(text));
listen(http);
