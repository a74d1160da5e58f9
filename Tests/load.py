"""What Tests/load.sh runs: drives `faultline serve` and checks what it kept.

Latencies are counted from the moment a request was due, not from when it was sent, so that a
server that stalls cannot hide it.
"""
import asyncio, hashlib, hmac, json, os, random, re, signal, socket, sqlite3, subprocess, sys, time

BIN, WORK, PARTS = sys.argv[1], sys.argv[2], sys.argv[3:]
SECRET = "load secret"
dice = random.Random(7)


def setting(name, standard):
    return int(os.environ.get(name, standard))


def machine():
    return "load " + " ".join(open("/proc/loadavg").read().split()[:3])


def say(text):
    print(f"{text}  ({machine()})", flush=True)


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


class Service:
    """One `faultline serve` on a port of the system's choosing."""

    def __init__(self, store, extra=()):
        environment = {"PATH": os.environ["PATH"], "FAULTLINE_HOOK_GITHUB_SECRET": SECRET,
                       "FAULTLINE_SWEEP": "0", "TMPDIR": WORK}
        self.log = open(f"{WORK}/serve.log", "a")
        started = time.monotonic()
        self.process = subprocess.Popen(
            [BIN, "serve", "--store", store, "--listen", "127.0.0.1:0", "--log-level", "notice", *extra],
            env=environment, cwd=WORK, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        self.port = None
        for line in self.process.stderr:
            self.log.write(line)
            if '"listening"' in line:
                self.port = int(json.loads(line)["port"])
                break
        if self.port is None:
            sys.exit("the service did not start: " + open(f"{WORK}/serve.log").read()[-2000:])
        self.seconds = time.monotonic() - started
        # Its further words go to the file, so that its pipe never fills.
        import threading
        threading.Thread(target=lambda: [self.log.write(l) for l in self.process.stderr],
                         daemon=True).start()

    def resident(self):
        text = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024

    def processor(self):
        """Seconds of processor time it used: a figure that other load does not change much."""
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill(self):
        self.process.kill()
        self.process.wait()


def delivery(number, conclusion="success"):
    """A signed workflow_job of some kilobytes, as GitHub sends it."""
    steps = [{"name": f"step {i}", "status": "completed", "conclusion": "success", "number": i,
              "started_at": "2026-11-22T21:56:00Z", "completed_at": "2026-11-22T21:57:00Z"}
             for i in range(12)]
    body = json.dumps({
        "action": "completed",
        "workflow_job": {
            "id": number, "run_id": 10_000_000 + number // 2, "run_attempt": 1,
            "workflow_name": "CI", "head_branch": "main", "head_sha": f"{number // 2:040x}",
            "name": f"job {number % 2}", "status": "completed", "conclusion": conclusion,
            "html_url": f"https://github.com/acme/shop/actions/runs/{number // 2}/job/{number}",
            "created_at": stamp(-180), "started_at": stamp(-120), "completed_at": stamp(-1),
            "labels": ["ubuntu-24.04"], "runner_name": "runner", "steps": steps},
        "repository": {"full_name": f"acme/shop-{number % 20}", "default_branch": "main"},
        "sender": {"login": "ana"}}).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = (f"POST /hooks/github HTTP/1.1\r\nHost: 127.0.0.1\r\nX-GitHub-Event: workflow_job\r\n"
            f"X-GitHub-Delivery: {number}\r\nX-Hub-Signature-256: sha256={signature}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode()
    return head + body


def stamp(offset):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + offset))


async def exchange(reader, writer, request):
    """One request on an open connection: status and body."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = re.search(rb"(?i)content-length: (\d+)", head)
    body = await reader.readexactly(int(length[1])) if length else b""
    return status, body


async def drive(port, rate, seconds, make, connections=64):
    """`rate` requests a second for `seconds`; `make(i)` gives the bytes. Latencies, statuses."""
    latencies, statuses, begun = [], {}, time.monotonic() + 0.2
    total, following = int(rate * seconds), iter(range(int(rate * seconds)))

    async def one():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for index in following:
            due = begun + index / rate
            wait = due - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            status, _ = await exchange(reader, writer, make(index))
            latencies.append((time.monotonic() - due) * 1000)
            statuses[status] = statuses.get(status, 0) + 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(min(connections, total))))
    took = time.monotonic() - begun
    return latencies, statuses, total / took


def told(name, latencies, statuses, rate):
    say(f"{name}: {rate:,.0f}/s, p50 {percentile(latencies, .5):.1f} ms, "
        f"p99 {percentile(latencies, .99):.1f} ms, max {max(latencies):.0f} ms, {statuses}")


def count(store, sql):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=60) as database:
        return database.execute(sql).fetchone()[0]


def webhooks():
    store, rate, seconds = f"{WORK}/webhooks.db", setting("RATE", 1000), setting("SECONDS_", 60)
    service = Service(store)
    sent = set()

    def make(index):
        number = index - dice.randrange(1, 50) if index > 50 and dice.random() < .05 else index
        sent.add(number)
        return cache.pop(number, None) or delivery(number)

    cache = {}
    latencies, statuses, real = asyncio.run(drive(service.port, rate, seconds, make))
    told("signed webhooks, durably stored", latencies, statuses, real)
    used = service.processor() / len(latencies) * 1000
    kept = count(store, "SELECT count(*) FROM delivery")
    # The record follows: wait until nothing is left to do.
    deadline = time.monotonic() + 300
    while count(store, "SELECT count(*) FROM work WHERE kind='event'") and time.monotonic() < deadline:
        time.sleep(1)
    jobs = count(store, "SELECT count(*) FROM job")
    say(f"  {len(sent)} different deliveries sent, {kept} kept, {jobs} jobs in the record, "
        f"{used:.2f} ms of processor each, {service.resident():.0f} MiB, ended with {service.end()}")
    assert statuses == {202: int(rate * seconds)}, statuses
    assert kept == len(sent) == jobs, "lost or doubled"


def why():
    runs, rate = setting("RUNS", 100_000), setting("WHY_RATE", 500)
    store = os.environ.get("WHY_STORE") or f"{WORK}/why.db"
    if not os.path.exists(store):
        subprocess.run([BIN, "simulate", "--store", store, "--runs", str(runs), "--weeks", "12",
                        "--tests", "20", "--no-verdicts"], check=True)
    service = Service(store)
    with sqlite3.connect(store) as database:
        rows = database.execute(
            "SELECT p.name, r.id FROM failure f JOIN job j ON j.repository = f.repository AND "
            "j.job = f.job JOIN run r ON r.repository = j.repository AND r.run = j.run JOIN "
            "repository p ON p.repository = j.repository ORDER BY random() LIMIT 1000").fetchall()
    path = os.environ.get("WHY_PATH", "/api/v1/why")
    def make(index):
        repository, run = rows[index % len(rows)]
        body = json.dumps({"question": f"why did run {run} fail?", "repository": repository}).encode()
        return (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body

    async def both():
        ingest = asyncio.create_task(
            drive(service.port, 200, setting("SECONDS_", 60), lambda i: delivery(20_000_000 + i), 16))
        answer = await drive(service.port, rate, setting("SECONDS_", 60), make)
        return answer, await ingest

    answers, ingested = asyncio.run(both())
    told(f"why-questions on {runs:,} runs", *answers)
    told("  with webhooks beside them", *ingested)
    say(f"  {service.resident():.0f} MiB, ended with {service.end()}")
    assert set(answers[1]) == {200}, answers[1]


def hostile():
    service = Service(f"{WORK}/hostile.db")
    port, seconds = service.port, 20
    calm = asyncio.run(drive(port, 200, 5, lambda i: delivery(i)))
    told("before an attack", *calm)
    resident = service.resident()

    async def loris(stop):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(b"POST /hooks/github HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n"
                         + (b"" if dice.random() < .5 else b"\r\n"))
            while not stop.is_set():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(1)
        except OSError:
            return 1
        finally:
            writer.close()
        return 0

    async def once(request):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(request)
            await writer.drain()
            return (await asyncio.wait_for(reader.read(12), 20))[9:12].decode() or "closed"
        except (OSError, asyncio.TimeoutError):
            return "closed"
        finally:
            writer.close()

    async def attack():
        stop = asyncio.Event()
        slow = [asyncio.create_task(loris(stop)) for _ in range(setting("LORIS", 1000))]
        await asyncio.sleep(1)
        headers = b"".join(b"X-H-%d: 1\r\n" % i for i in range(10_000))
        kinds = {
            "10,000 headers": b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n",
            "80 KB header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 80_000 + b"\r\n\r\n",
            "50 MB body": b"POST /hooks/github HTTP/1.1\r\nHost: x\r\nContent-Length: 52428800\r\n\r\n"
                          + b"a" * 1_000_000,
        }
        said = {}

        async def shots():
            while not stop.is_set():
                for name, request in kinds.items():
                    said.setdefault(name, set()).add(await once(request))

        shooting = asyncio.create_task(shots())
        result = await drive(port, 200, seconds, lambda i: delivery(10_000 + i))
        stop.set()
        await asyncio.gather(shooting, *slow)
        return result, said

    result, said = asyncio.run(attack())
    told("during it", *result)
    grown = service.resident() - resident
    # Buffers of many connections stay with the process; what a second attack adds would leak.
    again, _ = asyncio.run(attack())
    told("during a second one", *again)
    more = service.resident() - resident - grown
    say(f"  answers {({k: sorted(v) for k, v in said.items()})}, memory +{grown:.0f} MiB, "
        f"then {more:+.0f} MiB, ended with {service.end()}")
    assert set(result[1]) == set(again[1]) == {202} and grown < 250 and more < 60


def kills():
    store, rounds = f"{WORK}/kills.db", setting("KILLS", 50)
    acknowledged, number, slowest = set(), 0, 0.0
    pending = []
    for _ in range(rounds):
        service = Service(store)
        slowest = max(slowest, service.seconds)

        async def round_(limit):
            nonlocal number
            stop = time.monotonic() + limit

            async def one():
                nonlocal number
                try:
                    reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
                    while True:
                        if pending:
                            mine = pending.pop()
                        else:
                            mine, number = number, number + 1
                        try:
                            status, _ = await exchange(reader, writer, delivery(mine))
                        except (OSError, asyncio.IncompleteReadError):
                            pending.append(mine)
                            return
                        assert status == 202, status
                        acknowledged.add(mine)
                except OSError:
                    return

            tasks = [asyncio.create_task(one()) for _ in range(32)]
            await asyncio.sleep(limit)
            service.process.kill()
            await asyncio.gather(*tasks)

        asyncio.run(round_(.05 + dice.random() * .6))
        service.kill()
    service = Service(store)
    deadline = time.monotonic() + 300
    while count(store, "SELECT count(*) FROM work WHERE kind='event'") and time.monotonic() < deadline:
        time.sleep(.5)
    code = service.end()
    with sqlite3.connect(store) as database:
        ids = [int(row[0]) for row in database.execute("SELECT id FROM delivery")]
        jobs = database.execute("SELECT count(*) FROM job").fetchone()[0]
        sound = database.execute("PRAGMA integrity_check").fetchone()[0]
    lost = acknowledged - set(ids)
    say(f"{rounds} kills: {len(acknowledged)} acknowledged, {len(lost)} lost, "
        f"{len(ids) - len(set(ids))} doubled, {len(ids) - len(acknowledged)} kept but not "
        f"acknowledged, {jobs} jobs, integrity {sound}, slowest start {slowest:.2f} s, ended {code}")
    assert not lost and len(ids) == len(set(ids)) == jobs and sound == "ok"


def soak():
    minutes = setting("SOAK", 1)
    service = Service(f"{WORK}/soak.db")
    samples, files = [], []
    # The database's page caches are bounded, but take a large store to fill.
    asyncio.run(drive(service.port, 1000, 30, lambda i: delivery(1_000_000 + i)))
    time.sleep(10)

    async def go():
        async def watch():
            while True:
                samples.append(service.resident())
                files.append(len(os.listdir(f"/proc/{service.process.pid}/fd")))
                await asyncio.sleep(5)
        watcher = asyncio.create_task(watch())
        result = await drive(service.port, 50, minutes * 60, lambda i: delivery(i), 8)
        watcher.cancel()
        return result

    told(f"{minutes} min soak", *asyncio.run(go()))
    half = len(samples) // 2
    first = sum(samples[2:half]) / max(1, len(samples[2:half]))
    last = sum(samples[half:]) / max(1, len(samples[half:]))
    say(f"  memory {first:.1f} MiB in its first half, {last:.1f} MiB in its second, "
        f"files {min(files)} to {max(files)}, ended with {service.end()}")
    assert last - first < 20, "memory grows"


ALL = {"webhooks": webhooks, "why": why, "hostile": hostile, "kills": kills, "soak": soak}
if __name__ == "__main__":
    import trouble

    ALL |= trouble.ALL
    for part in (ALL if PARTS == ["all"] else PARTS):
        ALL[part]()
