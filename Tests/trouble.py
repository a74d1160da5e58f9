"""Parts of Tests/load.sh about a machine in trouble: a full disk, a store somebody else holds, a
restore. Each sends like a CI system that tries again after a 503, and at the end looks for every event.
"""
import asyncio, http.client, os, resource, shutil, signal, sqlite3, subprocess, time


from load import BIN, WORK, Service, count, delivery, exchange, percentile, say, setting


def get(service, path):
    """Status, headers and text, and how long it took."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    return answer.status, answer.headers, text, time.monotonic() - begun


async def send(port, numbers, until_kept, pause=0.5, tries=400):
    """Sends deliveries; those refused with 503 again, as the answer asks, while `until_kept`.

    Gives the statuses, the longest answer, and those that are kept."""
    statuses, longest, kept, waiting = {}, 0.0, set(), list(numbers)

    async def one():
        nonlocal longest
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            number = waiting.pop()
            for _ in range(tries):
                begun = time.monotonic()
                status, _ = await exchange(reader, writer, delivery(number))
                longest = max(longest, time.monotonic() - begun)
                statuses[status] = statuses.get(status, 0) + 1
                if status == 202:
                    kept.add(number)
                if status == 202 or not until_kept:
                    break
                await asyncio.sleep(pause)
        writer.close()

    await asyncio.gather(*(one() for _ in range(24)))
    return statuses, longest, kept


def settle(store):
    deadline = time.monotonic() + 120
    while count(store, "SELECT count(*) FROM work WHERE kind='event'") and time.monotonic() < deadline:
        time.sleep(.3)


def whole(store, numbers):
    """Every event is there once, in the record too, and the file is sound."""
    settle(store)
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=60) as database:
        ids = [int(row[0]) for row in database.execute("SELECT id FROM delivery")]
        jobs = database.execute("SELECT count(*) FROM job").fetchone()[0]
        sound = database.execute("PRAGMA integrity_check").fetchone()[0]
    assert sorted(ids) == sorted(numbers) and jobs == len(ids) and sound == "ok", (
        len(ids), len(set(ids)), len(set(numbers) - set(ids)), jobs, sound)


def full():
    """No file may grow, as on a full disk; later they may again."""
    store = f"{WORK}/full.db"
    # A limit that is hit is an error to whoever writes, and not the end of the process.
    previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    service = Service(store)
    signal.signal(signal.SIGXFSZ, previous)
    pid = service.process.pid
    asyncio.run(send(service.port, range(200), True))
    size = max(os.path.getsize(store + end) for end in ("", "-wal")) // 4096 * 4096
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    refused, longest, kept = asyncio.run(send(service.port, range(200, 3000), False))
    health, ready = get(service, "/healthz"), get(service, "/readyz")
    page = get(service, "/api/v1/runs")
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    again, _, _ = asyncio.run(send(service.port, range(200, 3000), True))
    after = get(service, "/readyz")
    whole(store, range(3000))
    say(f"full disk: {refused} while full (longest {longest:.1f} s), /healthz {health[0]}, /readyz "
        f"{ready[0]} {ready[2].strip()!r}, reading {page[0]}; then {again}, /readyz {after[0]}, "
        f"3,000 of 3,000 events once, ended with {service.end()}")
    assert set(refused) <= {202, 503} and refused.get(503, 0) > 1000 and again == {202: 2800}
    assert health[0] == 200 and page[0] == 200 and after[0] == 200 and ready[0] == 503, ready
    assert ready[1]["Retry-After"], ready


def locked():
    """Another process holds the store's lock for a minute."""
    seconds = setting("LOCK", 60)
    store = f"{WORK}/locked.db"
    service = Service(store)
    asyncio.run(send(service.port, range(100), True))
    holder = sqlite3.connect(store, isolation_level=None, timeout=60)
    holder.execute("BEGIN IMMEDIATE")
    seen = {"/healthz": [], "/readyz": [], "/api/v1/runs": []}

    async def look():
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for path, all_ in seen.items():
                all_.append(await asyncio.to_thread(get, service, path))
            await asyncio.sleep(1)
        holder.execute("ROLLBACK")

    async def both():
        looking = asyncio.create_task(look())
        # Some seconds between tries, as senders that try again do.
        result = await send(service.port, range(100, 1100), True, pause=2)
        await looking
        return result

    statuses, longest, kept = asyncio.run(both())
    after = get(service, "/readyz")
    whole(store, range(1100))
    slow = {path: percentile([one[3] for one in all_], .99) for path, all_ in seen.items()}
    words = {one[2].strip() for one in seen["/readyz"]}
    say(f"locked for {seconds} s: {statuses}, longest answer {longest:.1f} s; /healthz "
        f"{sorted({one[0] for one in seen['/healthz']})} within {slow['/healthz'] * 1000:.0f} ms, "
        f"reading within {slow['/api/v1/runs'] * 1000:.0f} ms, /readyz said {sorted(words)}; then "
        f"{after[0]}, 1,100 of 1,100 events once, ended with {service.end()}")
    assert {one[0] for one in seen["/healthz"]} == {200} and slow["/healthz"] < 2
    assert {one[0] for one in seen["/api/v1/runs"]} == {200}
    assert {one[0] for one in seen["/readyz"]} == {503} and after[0] == 200
    assert statuses.get(503, 0) > 0 and longest < 10, "a sender would have hung up"


def restore():
    """A backup under writes, the end of the machine, a restore, and the senders' second tries."""
    store, copy = f"{WORK}/live.db", f"{WORK}/copy.db"
    service = Service(store)
    asyncio.run(send(service.port, range(500), True))

    async def under_writes():
        writing = asyncio.create_task(send(service.port, range(500, 4000), True))
        await asyncio.sleep(.3)
        backup = await asyncio.create_subprocess_exec(BIN, "store", "backup", "--store", store, copy)
        assert await backup.wait() == 0
        return await writing

    _, _, kept = asyncio.run(under_writes())
    service.kill()
    for end in ("", "-wal", "-shm"):
        if os.path.exists(store + end):
            os.remove(store + end)
    shutil.copy(copy, store)
    checked = subprocess.run([BIN, "store", "check", "--store", store], capture_output=True, text=True)
    audited = subprocess.run([BIN, "audit", "verify", "--store", store], capture_output=True, text=True)
    held = {int(row[0]) for row in sqlite3.connect(store).execute("SELECT id FROM delivery")}
    service = Service(store)
    # What came after the copy is sent again, as GitHub does on request and a sweep finds by itself.
    asyncio.run(send(service.port, range(4000), True))
    whole(store, range(4000))
    say(f"restore: copied during {len(kept):,} writes with {len(held):,} events, all 500 of before "
        f"the copy in it, `store check` says {checked.stdout.strip()!r}; killed, restored, sent "
        f"again: 4,000 of 4,000 events once, ended with {service.end()}")
    assert set(range(500)) <= held and checked.returncode == 0 and audited.returncode == 0, audited


ALL = {"full": full, "locked": locked, "restore": restore}
