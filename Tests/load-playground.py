#!/usr/bin/env python3
"""Loads a playground with sessions that all train at once, and watches its memory.

    Tests/load-playground.py [hillock] [directory of plugins] [sessions] [minutes]

Prints the server's resident memory every half minute, and at the end how many frames and epochs each
session got. Fails where a session is lost, or where the memory at the end is more than a tenth above that
of the first quarter of the time.
"""

import asyncio
import json
import pathlib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SETTING = {
    "data": {"kind": "spirals", "count": 400, "noise": 0.01},
    "hidden": [16, 16],
    "lanes": [{"activations": [{"activation": "tanh"}]}, {"activations": [{"activation": "relu"}]}],
}


async def ask(port, method, path, body=None):
    """Sends a request, and returns the connection with its head read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    text = "" if body is None else json.dumps(body)
    writer.write(
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(text)}\r\n\r\n{text}".encode()
    )
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    return int(head.split()[1]), head, reader, writer


async def post(port, path, body):
    """Sends a request, and returns its status and body."""
    status, head, reader, writer = await ask(port, "POST", path, body)
    length = next(
        (int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:")), 0
    )
    text = await reader.readexactly(length)
    writer.close()
    return status, text


async def session(port, seed, end, counts):
    """Watches a run until `end`; when it is finished, begins another with the next seed."""
    while time.monotonic() < end:
        status, text = await post(port, "/api/runs", {**SETTING, "seed": seed})
        assert status == 201, f"a run was refused: {status} {text[:200]}"
        path = f"/api/runs/{json.loads(text)['id']}"
        status, _, reader, writer = await ask(port, "GET", f"{path}/events")
        assert status == 200, f"a stream was refused: {status}"
        await post(port, f"{path}/control", {"action": "play"})
        state, epoch = "", 0
        while time.monotonic() < end and state not in ("finished", "spent"):
            # On a machine that does other things too, a session's turn may be long in coming.
            line = await asyncio.wait_for(reader.readline(), 300)
            assert line, "a stream has ended"
            if line.startswith(b"data: ") and b'"networks"' in line:
                frame = json.loads(line[6:])
                state, epoch = frame["state"], frame["networks"][0]["epoch"]
                counts["frames"] += 1
        counts["epochs"] += epoch
        writer.close()
        seed += 1000


def resident(process):
    """The server's resident memory, in MB."""
    for line in open(f"/proc/{process.pid}/status"):
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("the server has ended")


async def load(hillock, plugins, sessions, minutes):
    process = await asyncio.create_subprocess_exec(
        hillock, "serve", "--port", "0", "--plugins", plugins, stdout=asyncio.subprocess.PIPE
    )
    try:
        address = (await process.stdout.readline()).decode().strip()
        port = int(address.rstrip("/").split(":")[-1])
        start = time.monotonic()
        end = start + 60 * minutes
        counts = [{"frames": 0, "epochs": 0} for _ in range(sessions)]
        tasks = [asyncio.create_task(session(port, i, end, counts[i])) for i in range(sessions)]
        samples = []
        while time.monotonic() < end:
            await asyncio.wait(tasks, timeout=30, return_when=asyncio.FIRST_EXCEPTION)
            if lost := next((task for task in tasks if task.done() and task.exception()), None):
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                raise lost.exception()
            samples.append((time.monotonic() - start, resident(process)))
            print(f"{samples[-1][0]:6.0f} s  {samples[-1][1]:7.1f} MB", flush=True)
        await asyncio.gather(*tasks)
        for what in ("frames", "epochs"):
            values = sorted(count[what] for count in counts)
            print(f"{what} of a session: least {values[0]}, median {values[len(values) // 2]}, most {values[-1]}")
        early = max(memory for at, memory in samples if at <= max(15 * minutes, samples[0][0]))
        late = samples[-1][1]
        print(f"memory: {early:.1f} MB in the first quarter, {late:.1f} MB at the end")
        assert late <= 1.1 * early, "the memory grows"
    finally:
        process.terminate()
        await process.wait()


def main():
    words = sys.argv[1:]
    hillock = words[0] if words else str(ROOT / ".build/release/hillock")
    plugins = words[1] if len(words) > 1 else str(ROOT / "plugins")
    sessions = int(words[2]) if len(words) > 2 else 200
    minutes = float(words[3]) if len(words) > 3 else 10
    asyncio.run(load(hillock, plugins, sessions, minutes))


if __name__ == "__main__":
    main()
