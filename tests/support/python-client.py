"""A client of `/` in another language, made with python-socketio alone.

Usage: python-client.py URL TOKEN TRANSPORT. Emits each line of its standard input as `event`, and prints as lines of JSON:
["connected"], ["refused", reason], ["answer", what the server answered], ["event", name, content], ["disconnected"].
"""

import asyncio
import json
import logging
import sys

import socketio

# Of connections that the library leaves open where it is refused.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)

url, token, transport = sys.argv[1:]
client = socketio.AsyncClient(reconnection_delay=0.2, reconnection_delay_max=0.5, request_timeout=30)


def say(*words):
    print(json.dumps(words), flush=True)


@client.event
async def connect():
    say("connected")


@client.event
async def disconnect():
    say("disconnected")


@client.event
async def connect_error(reason):
    say("refused", reason)


@client.on("*")
async def anything(name, content):
    say("event", name, content)


async def emit_lines():
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
    )
    while line := await lines.readline():
        say("answer", await client.call("event", json.loads(line)))


async def main():
    try:
        await client.connect(url, auth={"token": token}, transports=[transport], wait_timeout=5)
        await emit_lines()
    except socketio.exceptions.ConnectionError:
        pass
    finally:
        await client.disconnect()
        await client.eio.http.close()


asyncio.run(main())
